//! Plays the steps that come on standard input, one a line; python/canonical.py says which, and what the
//! answers are.

use std::io::BufRead;

/// An error as it is told: the SQLSTATE, or "-", and a text.
pub type Failure = (String, String);

#[allow(async_fn_in_trait)]
pub trait Program: Sized {
    async fn connect(url: &str, config: &str) -> Result<Self, Failure>;
    async fn autocommit(&mut self, text: &str, n: i32) -> Result<i32, Failure>;
    async fn transaction(&mut self, text: &str, n: i32) -> Result<i32, Failure>;
    async fn plain(&mut self, text: &str) -> Result<String, Failure>;
    async fn close(self);
}

fn failed((state, text): Failure) -> String {
    format!("error {state} {}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

async fn answer_to<P: Program>(program: &mut P, line: &str) -> Result<String, Failure> {
    let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
    if what == "sql" {
        return program.plain(rest).await;
    }
    if what == "fail" {
        return Ok(program.autocommit("select 1 / cast($1 as int4)", 0).await?.to_string());
    }
    let (k, n) = rest.split_once(' ').expect("autocommit K N or transaction K N");
    let text = format!("select cast($1 as int4) + {k}");
    let n = n.parse().expect("a number");
    Ok(match what {
        "transaction" => program.transaction(&text, n).await?,
        _ => program.autocommit(&text, n).await?,
    }
    .to_string())
}

pub async fn play<P: Program>() {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL");
    let config = std::env::args().nth(1).unwrap_or_default();
    let mut program = match P::connect(&url, &config).await {
        Ok(program) => program,
        Err(failure) => {
            println!("{}", failed(failure));
            std::process::exit(1)
        }
    };
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        match answer_to(&mut program, line.expect("text").trim()).await {
            Ok(value) => println!("ok {value}"),
            Err(failure) => println!("{}", failed(failure)),
        }
        // What the driver still has to send, like the Close of a statement, goes now.
        tokio::task::yield_now().await;
    }
    program.close().await;
}
