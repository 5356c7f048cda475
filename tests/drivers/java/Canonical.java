import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.sql.SQLException;

/** Plays the steps that come on standard input, one a line; python/canonical.py says which, and what the answers are. */
final class Canonical {
  interface Program {
    int autocommit(String text, int n) throws SQLException;

    int transaction(String text, int n) throws SQLException;

    String plain(String text) throws SQLException;

    void close() throws SQLException;
  }

  interface Connect {
    Program connect(URI target) throws SQLException;
  }

  private static String failed(SQLException error) {
    var state = error.getSQLState();
    return "error " + (state == null ? "-" : state) + " " + error.getMessage().replaceAll("\\s+", " ");
  }

  private static String answerTo(Program program, String line) {
    var words = line.split(" ", 2);
    try {
      if (words[0].equals("sql")) return "ok " + program.plain(words[1]);
      if (words[0].equals("fail")) return "ok " + program.autocommit("select 1 / cast(? as int4)", 0);
      var numbers = words[1].split(" ");
      var text = "select cast(? as int4) + " + numbers[0];
      var n = Integer.parseInt(numbers[1]);
      return "ok " + (words[0].equals("transaction") ? program.transaction(text, n) : program.autocommit(text, n));
    } catch (SQLException error) {
      return failed(error);
    }
  }

  static void play(Connect how) throws Exception {
    Program program = null;
    try {
      program = how.connect(URI.create(System.getenv("DATABASE_URL")));
    } catch (SQLException error) {
      System.out.println(failed(error));
      System.exit(1);
    }
    System.out.println("ready");
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) System.out.println(answerTo(program, line.trim()));
    program.close();
  }
}
