# Runs the steps that come on standard input, one a line; python/reference_program.py says which, and what
# the answers are. A step that returns nil has found no such thing in the driver.
module ReferenceProgram
  module_function

  def answer_to(program, line)
    what, rest = line.split(" ", 2)
    return program.plain(rest) if what == "sql"
    k, n = rest.to_s.split.map(&:to_i)
    case what
    when "autocommit" then program.autocommit(program.sum(k, n))
    when "transaction" then program.transaction(program.sum(k, n))
    when "fail" then program.autocommit(program.division)
    when "missing" then program.autocommit(program.missing)
    when "missing_inside" then program.rolled_back(program.missing)
    when "fail_inside" then program.rolled_back(program.sum(k, n), program.division)
    when "rollback" then program.rolled_back(program.sum(k, n))
    when "drop" then program.dropped(program.sum(k, n))
    when "drop_last" then program.dropped_last(program.sum(k, n))
    when "drop_inside" then program.dropped_inside(program.sum(k, n), program.sum(k + 1, n))
    when "fill" then program.fill((k...k + n).map { |each| program.sum(each, 1) })
    when "batch" then program.batch(k, [n, n + 1, n + 2])
    when "give_back" then program.give_back
    when "reconnect" then program.reconnect
    when "cursor", "cursor_early" then nil
    else raise "no such step: #{what}"
    end
  end

  def failed(error)
    error = error.cause while error.cause
    result = error.result if error.respond_to?(:result)
    state = result&.error_field(PG::Result::PG_DIAG_SQLSTATE)
    "error #{state || '-'} #{error.class}: #{error.message.split.join(' ')}"
  end

  def main
    $stdout.sync = true
    begin
      program = yield
    rescue StandardError => error
      puts failed(error)
      exit 1
    end
    puts "ready"
    $stdin.each_line(chomp: true) do |line|
      answer = begin
        value = answer_to(program, line)
        value == "" ? "ok" : "ok #{value || 'none'}"
      rescue StandardError => error
        failed(error)
      end
      puts answer
    end
    program.close
  end
end
