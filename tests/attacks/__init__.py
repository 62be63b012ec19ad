"""Attacks on the program, each as somebody outside would try it; docs/security.md names them all."""
