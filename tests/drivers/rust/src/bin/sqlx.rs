use drivers::reference_program::{cache_capacity, run_steps, Answer, Failure, Program, Query};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, Error, PgConnection, PgPool, Postgres, Row};
use std::str::FromStr;

/// A pool of one connection, and that connection.
struct Sqlx {
    pool: PgPool,
    connection: Option<PoolConnection<Postgres>>,
    config: String,
}

fn told(error: Error) -> Failure {
    let known = error.as_database_error();
    let state = known.and_then(|e| e.code()).map_or("-".to_string(), |code| code.to_string());
    (state, known.map_or(error.to_string(), |e| e.message().to_string()))
}

async fn ask(on: &mut PgConnection, config: &str, (text, n): &Query) -> Result<i32, Failure> {
    if config == "raw" {
        let text = text.replace("$1", &n.to_string());
        let row = sqlx::raw_sql(&text).fetch_one(on).await.map_err(told)?;
        return row.try_get(0).map_err(told);
    }
    let query = sqlx::query_scalar(text).bind(n).persistent(config != "no-persistent");
    query.fetch_one(on).await.map_err(told)
}

impl Sqlx {
    fn names_statements(&self) -> bool {
        !matches!(self.config.as_str(), "raw" | "no-persistent")
    }

    fn connection(&mut self) -> Result<&mut PgConnection, Failure> {
        let none = || ("-".to_string(), "there is no connection".to_string());
        self.connection.as_deref_mut().ok_or_else(none)
    }
}

impl Program for Sqlx {
    async fn connect(url: &str, config: &str) -> Result<Self, Failure> {
        let mut options = PgConnectOptions::from_str(url).map_err(told)?;
        if let Some(capacity) = cache_capacity() {
            options = options.statement_cache_capacity(capacity);
        }
        match config {
            "capacity-0" => options = options.statement_cache_capacity(0),
            "no-float-digits" => options = options.extra_float_digits(None),
            _ => {}
        }
        let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
        let connection = Some(pool.acquire().await.map_err(told)?);
        Ok(Self { pool, connection, config: config.to_string() })
    }

    async fn autocommit(&mut self, query: Query) -> Result<i32, Failure> {
        let config = self.config.clone();
        ask(self.connection()?, &config, &query).await
    }

    async fn transaction(&mut self, query: Query) -> Result<i32, Failure> {
        let config = self.config.clone();
        let mut block = self.connection()?.begin().await.map_err(told)?;
        let answer = ask(&mut block, &config, &query).await?;
        block.commit().await.map_err(told)?;
        Ok(answer)
    }

    async fn plain(&mut self, text: &str) -> Result<String, Failure> {
        sqlx::raw_sql(text).execute(self.connection()?).await.map_err(told)?;
        Ok("done".to_string())
    }

    /// Said in so many words: a transaction that only leaves its scope rolls back with the next request.
    async fn rolled_back(&mut self, queries: &[Query]) -> Result<i32, Failure> {
        let config = self.config.clone();
        let mut block = self.connection()?.begin().await.map_err(told)?;
        let mut answer = Ok(0);
        for query in queries {
            if answer.is_ok() {
                answer = ask(&mut block, &config, query).await;
            }
        }
        block.rollback().await.map_err(told)?;
        answer
    }

    async fn dropped(&mut self, query: Query) -> Answer {
        if !self.names_statements() {
            return Ok(None);
        }
        let config = self.config.clone();
        let connection = self.connection()?;
        let answer = ask(connection, &config, &query).await?;
        connection.clear_cached_statements().await.map_err(told)?;
        Ok(Some(answer))
    }

    async fn dropped_inside(&mut self, query: Query, next: Option<Query>) -> Answer {
        if !self.names_statements() {
            return Ok(None);
        }
        let config = self.config.clone();
        let mut block = self.connection()?.begin().await.map_err(told)?;
        let mut answer = ask(&mut block, &config, &query).await?;
        block.clear_cached_statements().await.map_err(told)?;
        if let Some(next) = next {
            answer = ask(&mut block, &config, &next).await?;
        }
        block.commit().await.map_err(told)?;
        Ok(Some(answer))
    }

    fn asks_to_be_cached(&self) -> usize {
        usize::from(self.names_statements())
    }

    async fn give_back(&mut self) -> Result<bool, Failure> {
        self.connection = None;
        self.connection = Some(self.pool.acquire().await.map_err(told)?);
        Ok(true)
    }

    async fn close(mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
        self.pool.close().await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    run_steps::<Sqlx>().await
}
