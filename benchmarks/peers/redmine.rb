# Runs inside Redmine (rails runner): the issue list of what is open and past its day, as its page asks for it.
today, limit, runs = ARGV[0], ARGV[1].to_i, ARGV[2].to_i
User.current = User.find_by(admin: true)
yesterday = (Date.parse(today) - 1).to_s
seconds, total, rows = [], 0, 0
(runs + 3).times do
  began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  query = IssueQuery.new(:name => '_', :filters => {})
  query.add_filter('status_id', 'o', [''])
  query.add_filter('due_date', '<=', [yesterday])
  query.sort_criteria = [['due_date', 'asc']]
  total = query.issue_count
  rows = query.issues(:offset => 0, :limit => limit).size
  seconds << Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
end
puts JSON.generate('version' => Redmine::VERSION.to_s, 'total' => total, 'rows' => rows, 'list' => seconds.drop(3))
