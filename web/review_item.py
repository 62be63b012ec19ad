"""What an officer does with one item of a draft at review."""

from fastapi import APIRouter

router = APIRouter()
