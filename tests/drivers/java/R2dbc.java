import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Statement;
import java.net.URI;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class R2dbc implements ReferenceProgram.Program {
  private final String config;
  private Connection connection;

  private R2dbc(String config) {
    this.config = config;
  }

  private static Flux<Integer> numbers(Statement statement) {
    return Flux.from(statement.execute())
        .concatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)));
  }

  private static void run(Publisher<Void> action) {
    Mono.from(action).block();
  }

  private Statement statement(String text) {
    return connection.createStatement(text.replace("?", "$1"));
  }

  @Override
  public void connect(URI target) {
    var url = "r2dbc:" + target;
    var size = config.equals("no-cache") ? "0" : ReferenceProgram.cacheSize();
    if (size != null) url += (target.getQuery() == null ? "?" : "&") + "preparedStatementCacheQueries=" + size;
    connection = Mono.from(ConnectionFactories.get(url).create()).block();
  }

  @Override
  public String stateOf(Throwable error) {
    return error instanceof R2dbcException told ? told.getSqlState() : null;
  }

  @Override
  public int autocommit(String text, int n) {
    return numbers(statement(text).bind("$1", n)).blockLast();
  }

  @Override
  public int transaction(ReferenceProgram.Work work) throws Exception {
    run(connection.beginTransaction());
    try {
      var answer = work.through(this::autocommit);
      run(connection.commitTransaction());
      return answer;
    } catch (Exception error) {
      run(connection.rollbackTransaction());
      throw error;
    }
  }

  @Override
  public String plain(String text) {
    Flux.from(connection.createStatement(text).execute()).flatMap(result -> result.getRowsUpdated()).blockLast();
    return "done";
  }

  @Override
  public void close() {
    run(connection.close());
  }

  /** It prepares by itself, and has nothing to close. */
  @Override
  public boolean can(String step) {
    return step.equals("cursor") || step.equals("batch") || step.equals("fill") && config.isEmpty();
  }

  @Override
  public int cursor(String text, int n, int rows) throws Exception {
    return transaction(ask -> numbers(statement(text).bind("$1", n).fetchSize(2)).take(rows).blockLast());
  }

  @Override
  public int batch(String text, int n) {
    var statement = statement(text).bind("$1", n).add().bind("$1", n + 1).add().bind("$1", n + 2);
    return numbers(statement).blockLast();
  }

  public static void main(String[] arguments) throws Exception {
    ReferenceProgram.runSteps(new R2dbc(arguments.length > 0 ? arguments[0] : ""));
  }
}
