import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

final class Pgjdbc implements ReferenceProgram.Program {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "", "",
          "threshold-0", "&prepareThreshold=0",
          "threshold-1", "&prepareThreshold=1",
          "simple", "&preferQueryMode=simple",
          "extended-for-prepared", "&preferQueryMode=extendedForPrepared",
          "current-schema", "&prepareThreshold=0&currentSchema=public",
          "no-cache", "&preparedStatementCacheQueries=0",
          "autosave-conservative", "&autosave=conservative",
          "autosave-always", "&autosave=always");

  private static final Set<String> NEVER_NAMED = Set.of("threshold-0", "simple", "current-schema");

  private final String config;
  private Connection connection;

  private Pgjdbc(String config) {
    this.config = config;
  }

  @Override
  public void connect(URI target) throws SQLException {
    var url =
        "jdbc:postgresql://%s:%d%s?user=%s"
            .formatted(target.getHost(), target.getPort(), target.getPath(), target.getUserInfo());
    url += SETTINGS.get(config);
    if (ReferenceProgram.cacheSize() != null && can("fill")) {
      url += "&preparedStatementCacheQueries=" + ReferenceProgram.cacheSize();
    }
    connection = DriverManager.getConnection(url);
  }

  @Override
  public String stateOf(Throwable error) {
    return error instanceof SQLException told ? told.getSQLState() : null;
  }

  @Override
  public int autocommit(String text, int n) throws SQLException {
    return ask(text, n, 1);
  }

  /** With one statement, so many times. */
  private int ask(String text, int n, int times) throws SQLException {
    try (var statement = connection.prepareStatement(text)) {
      statement.setInt(1, n);
      var answer = 0;
      for (var i = 0; i < times; ++i) {
        try (var rows = statement.executeQuery()) {
          rows.next();
          answer = rows.getInt(1);
        }
      }
      return answer;
    }
  }

  @Override
  public int transaction(ReferenceProgram.Work work) throws Exception {
    connection.setAutoCommit(false);
    try {
      var answer = work.through(this::autocommit);
      connection.commit();
      return answer;
    } catch (Exception error) {
      connection.rollback();
      throw error;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  @Override
  public String plain(String text) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(text);
      return "done";
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  @Override
  public boolean can(String step) {
    return switch (step) {
      case "give_back" -> false;
      case "fill" -> !NEVER_NAMED.contains(config) && !config.equals("no-cache");
      default -> true;
    };
  }

  @Override
  public int untilPrepared() {
    return NEVER_NAMED.contains(config) || config.equals("threshold-1") ? 1 : 5;
  }

  @Override
  public int drop(String text, int n) throws SQLException {
    return ask(text, n, untilPrepared());
  }

  @Override
  public int cursor(String text, int n, int count) throws Exception {
    return transaction(
        ask -> {
          try (var statement = connection.prepareStatement(text)) {
            statement.setInt(1, n);
            statement.setFetchSize(2);
            try (var rows = statement.executeQuery()) {
              var answer = 0;
              for (var i = 0; i < count && rows.next(); ++i) answer = rows.getInt(1);
              return answer;
            }
          }
        });
  }

  @Override
  public int batch(String text, int n) throws SQLException {
    try (var statement = connection.prepareStatement(text)) {
      for (var i = 0; i < 3; ++i) {
        statement.setInt(1, n + i);
        statement.addBatch();
      }
      return statement.executeBatch().length;
    } catch (SQLException error) {
      // All three have run: JDBC has no place for the rows of a batch.
      if (!"0100E".equals(error.getSQLState())) throw error;
      return 3;
    }
  }

  public static void main(String[] arguments) throws Exception {
    ReferenceProgram.runSteps(new Pgjdbc(arguments.length > 0 ? arguments[0] : ""));
  }
}
