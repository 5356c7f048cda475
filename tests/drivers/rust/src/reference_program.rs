//! Runs the steps that come on standard input, one a line; python/reference_program.py says which, and what
//! the answers are.

use std::io::BufRead;

/// An error as it is told: the SQLSTATE, or "-", and a text.
pub type Failure = (String, String);

/// A query of one parameter, and that parameter.
pub type Query = (String, i32);

/// The value of a step, or nothing where the driver has no such thing.
pub type Answer = Result<Option<i32>, Failure>;

#[allow(async_fn_in_trait)]
pub trait Program: Sized {
    async fn connect(url: &str, config: &str) -> Result<Self, Failure>;
    async fn autocommit(&mut self, query: Query) -> Result<i32, Failure>;
    async fn transaction(&mut self, query: Query) -> Result<i32, Failure>;
    async fn plain(&mut self, text: &str) -> Result<String, Failure>;
    async fn close(self);

    /// All of them in one transaction, up to the first that fails, and then back.
    async fn rolled_back(&mut self, queries: &[Query]) -> Result<i32, Failure>;

    /// Asks, and lets go of the statement.
    async fn dropped(&mut self, _query: Query) -> Answer {
        Ok(None)
    }

    /// The same in a transaction, which then asks `next`, where there is one, and commits.
    async fn dropped_inside(&mut self, _query: Query, _next: Option<Query>) -> Answer {
        Ok(None)
    }

    /// How often a query has to be asked before it is in the cache of statements; 0 is for none.
    fn asks_to_be_cached(&self) -> usize {
        0
    }

    /// The last value of so many rows, two at a time.
    async fn cursor(&mut self, _query: Query, _rows: usize) -> Answer {
        Ok(None)
    }

    async fn batch(&mut self, _text: &str, _parameters: [i32; 3]) -> Answer {
        Ok(None)
    }

    /// Whether there was a pool to give the connection to.
    async fn give_back(&mut self) -> Result<bool, Failure> {
        Ok(false)
    }
}

fn failed((state, text): Failure) -> String {
    format!("error {state} {}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn told(value: Option<i32>) -> String {
    value.map_or("none".to_string(), |value| value.to_string())
}

fn sum(k: i32, n: i32) -> Query {
    (format!("select cast($1 as int4) + {k}"), n)
}

fn division() -> Query {
    ("select 1 / cast($1 as int4)".to_string(), 0)
}

fn missing() -> Query {
    ("select n from poolprobe_missing_table where n = $1".to_string(), 1)
}

fn series(k: i32, n: i32) -> Query {
    (format!("select cast($1 as int4) + {k} + i from generate_series(0, 4) as i"), n)
}

async fn fill<P: Program>(program: &mut P, first: i32, count: i32) -> Answer {
    let mut last = None;
    for k in first..first + count {
        for _ in 0..program.asks_to_be_cached() {
            last = Some(program.autocommit(sum(k, 1)).await?);
        }
    }
    Ok(last)
}

async fn answer_to<P: Program>(program: &mut P, line: &str) -> Result<String, Failure> {
    let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
    if what == "sql" {
        return program.plain(rest).await;
    }
    let mut numbers = rest.split(' ').map(|word| word.parse().unwrap_or(0));
    let (k, n) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    Ok(match what {
        "autocommit" => program.autocommit(sum(k, n)).await?.to_string(),
        "transaction" => program.transaction(sum(k, n)).await?.to_string(),
        "fail" => program.autocommit(division()).await?.to_string(),
        "missing" => program.autocommit(missing()).await?.to_string(),
        "missing_inside" => program.rolled_back(&[missing()]).await?.to_string(),
        "fail_inside" => program.rolled_back(&[sum(k, n), division()]).await?.to_string(),
        "rollback" => program.rolled_back(&[sum(k, n)]).await?.to_string(),
        "drop" => told(program.dropped(sum(k, n)).await?),
        "drop_inside" => told(program.dropped_inside(sum(k, n), Some(sum(k + 1, n))).await?),
        "drop_last" => told(program.dropped_inside(sum(k, n), None).await?),
        "fill" => told(fill(program, k, n).await?),
        "cursor" => told(program.cursor(series(k, n), 5).await?),
        "cursor_early" => told(program.cursor(series(k, n), 2).await?),
        "batch" => told(program.batch(&sum(k, n).0, [n, n + 1, n + 2]).await?),
        "give_back" => match program.give_back().await? {
            true => String::new(),
            false => told(None),
        },
        _ => return Err(("-".to_string(), format!("no such step: {what}"))),
    })
}

/// What the environment asks the capacity of the cache of statements to be.
pub fn cache_capacity() -> Option<usize> {
    std::env::var("POOLPROBE_STATEMENTS").ok()?.parse().ok()
}

pub async fn run_steps<P: Program>() {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL");
    let config = std::env::args().nth(1).unwrap_or_default();
    let mut program = match P::connect(&url, &config).await {
        Ok(program) => Some(program),
        Err(failure) => {
            println!("{}", failed(failure));
            std::process::exit(1)
        }
    };
    tokio::task::yield_now().await;
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("text");
        let answer = match (line.trim(), &mut program) {
            ("reconnect", _) => {
                if let Some(old) = program.take() {
                    old.close().await;
                }
                P::connect(&url, &config).await.map(|new| {
                    program = Some(new);
                    String::new()
                })
            }
            (step, Some(program)) => answer_to(program, step).await,
            (_, None) => Err(("-".to_string(), "there is no connection".to_string())),
        };
        match answer {
            Ok(value) => println!("{}", format!("ok {value}").trim_end()),
            Err(failure) => println!("{}", failed(failure)),
        }
        // What the driver still has to send, like the Close of a statement, goes now.
        tokio::task::yield_now().await;
    }
    if let Some(program) = program {
        program.close().await;
    }
}
