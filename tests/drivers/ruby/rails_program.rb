require "active_record"
require_relative "reference_program"

# Queries are built by Arel, as those of models are, so that their statements are named like theirs.
class Program
  SETTINGS = {
    "" => {},
    "old" => {},
    "no-prepared" => { prepared_statements: false },
  }.freeze

  def initialize(config)
    @settings = { url: ENV.fetch("DATABASE_URL"), pool: 1, **SETTINGS.fetch(config) }
    @settings[:statement_limit] = ENV["POOLPROBE_STATEMENTS"].to_i if ENV["POOLPROBE_STATEMENTS"]
    open
  end

  def sum(k, n)
    Arel::SelectManager.new.project(Arel::Nodes::Addition.new(parameter(n), k))
  end

  def division
    Arel::SelectManager.new.project(Arel::Nodes::Division.new(1, parameter(0)))
  end

  def missing
    table = Arel::Table.new("poolprobe_missing_table")
    table.project(table[:n]).where(table[:n].eq(parameter(1)))
  end

  def autocommit(query)
    connection.select_value(query)
  end

  def transaction(query)
    ActiveRecord::Base.transaction { autocommit(query) }
  end

  def rolled_back(*queries)
    value = nil
    ActiveRecord::Base.transaction do
      queries.each { |query| value = autocommit(query) }
      raise ActiveRecord::Rollback
    end
    value
  end

  # Rails lets go of all its statements at once.
  def dropped(query)
    value = autocommit(query)
    connection.clear_cache!
    value
  end

  def dropped_last(query)
    ActiveRecord::Base.transaction { dropped(query) }
  end

  def dropped_inside(query, following)
    ActiveRecord::Base.transaction do
      dropped(query)
      autocommit(following)
    end
  end

  def fill(queries)
    queries.map { |query| autocommit(query) }.last
  end

  def batch(_k, _parameters); end

  def plain(text)
    connection.execute(text)
    "done"
  end

  def give_back
    ActiveRecord::Base.connection_pool.release_connection
    connection && ""
  end

  def reconnect
    close
    open
    ""
  end

  def close
    ActiveRecord::Base.connection_pool.disconnect!
  end

  private

  def open
    ActiveRecord::Base.establish_connection(@settings)
    connection.connect! if connection.respond_to?(:connect!)  # later Rails connect with the first query
  end

  def connection
    ActiveRecord::Base.connection
  end

  def parameter(value)
    type = ActiveRecord::Type::Integer.new
    Arel::Nodes::BindParam.new(ActiveRecord::Relation::QueryAttribute.new("n", value, type))
  end
end

ReferenceProgram.main { Program.new(ARGV[0].to_s) }
