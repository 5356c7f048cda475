import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

final class Pgjdbc implements Canonical.Program {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "", "",
          "threshold-0", "&prepareThreshold=0",
          "threshold-1", "&prepareThreshold=1",
          "simple", "&preferQueryMode=simple",
          "extended-for-prepared", "&preferQueryMode=extendedForPrepared",
          "current-schema", "&prepareThreshold=0&currentSchema=public",
          "no-cache", "&preparedStatementCacheQueries=0");

  private final Connection connection;

  private Pgjdbc(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int autocommit(String text, int n) throws SQLException {
    try (var statement = connection.prepareStatement(text)) {
      statement.setInt(1, n);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  @Override
  public int transaction(String text, int n) throws SQLException {
    connection.setAutoCommit(false);
    try {
      var answer = autocommit(text, n);
      connection.commit();
      return answer;
    } catch (SQLException error) {
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

  public static void main(String[] arguments) throws Exception {
    var setting = SETTINGS.get(arguments.length > 0 ? arguments[0] : "");
    Canonical.play(
        (URI target) -> {
          var url = "jdbc:postgresql://%s:%d%s?user=%s".formatted(
              target.getHost(), target.getPort(), target.getPath(), target.getUserInfo());
          return new Pgjdbc(DriverManager.getConnection(url + setting));
        });
  }
}
