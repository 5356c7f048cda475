import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;

/**
 * Runs the steps that come on standard input, one a line; python/reference_program.py says which, and what the
 * answers are.
 */
final class ReferenceProgram {
  /** Runs a query with one parameter and tells the number that it returns. */
  interface Ask {
    int ask(String text, int n) throws Exception;
  }

  interface Work {
    int through(Ask ask) throws Exception;
  }

  /** A driver, connected. */
  interface Program {
    void connect(URI target) throws Exception;

    /** Needs no connection; null where the error has none. */
    String stateOf(Throwable error);

    int autocommit(String text, int n) throws Exception;

    /** Ends in COMMIT, or in the driver's own ROLLBACK where the work fails. */
    int transaction(Work work) throws Exception;

    String plain(String text) throws Exception;

    void close() throws Exception;

    /** Whether the configuration has this step: drop, fill, cursor, batch or give_back. */
    boolean can(String step);

    /** How often it asks the same query until that is prepared. */
    default int untilPrepared() {
      return 1;
    }

    /** Asks until the query is prepared and closes the statement, inside a transaction or outside. */
    default int drop(String text, int n) throws Exception {
      return 0;
    }

    /** The last of so many rows. */
    default int cursor(String text, int n, int rows) throws Exception {
      return 0;
    }

    default int batch(String text, int n) throws Exception {
      return 0;
    }

    default void giveBack() throws Exception {}
  }

  private static final class OnPurpose extends RuntimeException {
    final int answer;

    OnPurpose(int answer) {
      super("rolled back on purpose");
      this.answer = answer;
    }
  }

  private static final String DIVISION = "select 1 / cast(? as int4)";
  private static final String MISSING = "select n from poolprobe_missing_table where n = ?";

  /** The capacity that a statement cache must have, or null for the driver's own. */
  static String cacheSize() {
    return System.getenv("POOLPROBE_STATEMENTS");
  }

  private static String query(int k) {
    return "select cast(? as int4) + " + k;
  }

  private static String failed(Program program, Throwable error) {
    var state = program.stateOf(error);
    var words = String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
    return "error " + (state == null ? "-" : state) + " " + words;
  }

  private static int fill(Program program, int first, int count) throws Exception {
    var answer = 0;
    for (var k = first; k < first + count; ++k) {
      for (var i = 0; i < program.untilPrepared(); ++i) answer = program.autocommit(query(k), count);
    }
    return answer;
  }

  private static int rollback(Program program, int k, int n) throws Exception {
    try {
      return program.transaction(ask -> {
        throw new OnPurpose(ask.ask(query(k), n));
      });
    } catch (OnPurpose error) {
      return error.answer;
    }
  }

  private static Object step(Program program, URI target, String what, int k, int n) throws Exception {
    var rows = "select cast(? as int4) + " + k + " + i from generate_series(0, 4) as i";
    switch (what) {
      case "autocommit":
        return program.autocommit(query(k), n);
      case "transaction":
        return program.transaction(ask -> ask.ask(query(k), n));
      case "fail":
        return program.autocommit(DIVISION, 0);
      case "missing":
        return program.autocommit(MISSING, 1);
      case "missing_inside":
        return program.transaction(ask -> ask.ask(MISSING, 1));
      case "fail_inside":
        return program.transaction(ask -> {
          ask.ask(query(k), n);
          return ask.ask(DIVISION, 0);
        });
      case "rollback":
        return rollback(program, k, n);
      case "drop":
        return program.drop(query(k), n);
      case "drop_last":
        return program.transaction(ask -> program.drop(query(k), n));
      case "drop_inside":
        return program.transaction(ask -> {
          program.drop(query(k), n);
          return ask.ask(query(k + 1), n);
        });
      case "fill":
        return fill(program, k, n);
      case "cursor":
        return program.cursor(rows, n, 5);
      case "cursor_early":
        return program.cursor(rows, n, 2);
      case "batch":
        return program.batch(query(k), n);
      case "give_back":
        program.giveBack();
        return "";
      case "reconnect":
        program.close();
        program.connect(target);
        return "";
      default:
        throw new IllegalArgumentException("no such step: " + what);
    }
  }

  private static String ownStep(String what) {
    return switch (what) {
      case "drop_inside", "drop_last" -> "drop";
      case "cursor_early" -> "cursor";
      case "drop", "fill", "cursor", "batch", "give_back" -> what;
      default -> null;
    };
  }

  private static String answerTo(Program program, URI target, String line) {
    try {
      var what = line.split(" ", 2)[0];
      if (what.equals("sql")) return "ok " + program.plain(line.substring(4));
      if (ownStep(what) != null && !program.can(ownStep(what))) return "ok none";
      var words = line.split(" ");
      var k = words.length > 1 ? Integer.parseInt(words[1]) : 0;
      var n = words.length > 2 ? Integer.parseInt(words[2]) : 0;
      return ("ok " + step(program, target, what, k, n)).trim();
    } catch (Exception error) {
      return failed(program, error);
    }
  }

  static void runSteps(Program program) throws Exception {
    var target = URI.create(System.getenv("DATABASE_URL"));
    try {
      program.connect(target);
    } catch (Exception error) {
      System.out.println(failed(program, error));
      System.exit(1);
    }
    System.out.println("ready");
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      System.out.println(answerTo(program, target, line.trim()));
    }
    program.close();
    System.exit(0);
  }
}
