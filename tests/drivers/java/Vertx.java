import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;

final class Vertx implements ReferenceProgram.Program {
  private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
  private final String config;
  private Pool pool; // of one
  private SqlConnection connection;

  private Vertx(String config) {
    this.config = config;
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException error) {
      throw error.getCause() instanceof Exception told ? told : error;
    }
  }

  private static int number(RowSet<Row> rows) {
    return rows.iterator().next().getInteger(0);
  }

  private static String numbered(String text) {
    return text.replace("?", "$1");
  }

  @Override
  public void connect(URI target) throws Exception {
    var options = PgConnectOptions.fromUri(target.toString());
    if (config.equals("cached")) options.setCachePreparedStatements(true);
    if (config.equals("layer7")) options.setUseLayer7Proxy(true);
    if (ReferenceProgram.cacheSize() != null) {
      options.setPreparedStatementCacheMaxSize(Integer.parseInt(ReferenceProgram.cacheSize()));
    }
    var one = new PoolOptions().setMaxSize(1);
    pool = PgBuilder.pool().with(one).connectingTo(options).using(vertx).build();
    connection = await(pool.getConnection());
  }

  @Override
  public String stateOf(Throwable error) {
    return error instanceof PgException told ? told.getSqlState() : null;
  }

  @Override
  public int autocommit(String text, int n) throws Exception {
    return number(await(connection.preparedQuery(numbered(text)).execute(Tuple.of(n))));
  }

  @Override
  public int transaction(ReferenceProgram.Work work) throws Exception {
    var block = await(connection.begin());
    try {
      var answer = work.through(this::autocommit);
      await(block.commit());
      return answer;
    } catch (Exception error) {
      // A query that failed has rolled back already.
      block.rollback().toCompletionStage().toCompletableFuture().exceptionally(later -> null).join();
      throw error;
    }
  }

  @Override
  public String plain(String text) throws Exception {
    await(connection.query(text).execute());
    return "done";
  }

  @Override
  public void close() throws Exception {
    await(connection.close());
    await(pool.close());
  }

  @Override
  public boolean can(String step) {
    return !step.equals("fill") || config.equals("cached");
  }

  @Override
  public int drop(String text, int n) throws Exception {
    var statement = await(connection.prepare(numbered(text)));
    var answer = number(await(statement.query().execute(Tuple.of(n))));
    await(statement.close());
    return answer;
  }

  @Override
  public int cursor(String text, int n, int rows) throws Exception {
    return transaction(
        ask -> {
          var statement = await(connection.prepare(numbered(text)));
          var cursor = statement.cursor(Tuple.of(n));
          var answer = 0;
          for (var read = 0; read < rows; ) {
            for (var row : await(cursor.read(2))) {
              answer = row.getInteger(0);
              ++read;
            }
          }
          await(cursor.close());
          await(statement.close());
          return answer;
        });
  }

  @Override
  public int batch(String text, int n) throws Exception {
    var all = List.of(Tuple.of(n), Tuple.of(n + 1), Tuple.of(n + 2));
    var answer = 0;
    var rows = await(connection.preparedQuery(numbered(text)).executeBatch(all));
    for (; rows != null; rows = rows.next()) answer = number(rows);
    return answer;
  }

  @Override
  public void giveBack() throws Exception {
    await(connection.close());
    connection = await(pool.getConnection());
  }

  public static void main(String[] arguments) throws Exception {
    ReferenceProgram.runSteps(new Vertx(arguments.length > 0 ? arguments[0] : ""));
  }
}
