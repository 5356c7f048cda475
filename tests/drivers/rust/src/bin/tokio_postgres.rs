use drivers::reference_program::{run_steps, Answer, Failure, Program, Query};
use futures_util::future::try_join_all;
use tokio::task::JoinHandle;
use tokio_postgres::{types::Type, Client, Error, GenericClient, NoTls, Row, Statement, Transaction};

enum Way {
    Query,
    Typed,
    /// Statements that the program keeps, with their text.
    Prepared(Kept),
}

struct TokioPostgres {
    client: Client,
    connection: JoinHandle<()>,
    way: Way,
}

fn told(error: Error) -> Failure {
    let state = error.code().map_or("-", |code| code.code()).to_string();
    (state, error.as_db_error().map_or(error.to_string(), |e| e.message().to_string()))
}

fn number(row: &Row) -> Result<i32, Failure> {
    row.try_get(0).map_err(told)
}

type Kept = Vec<(String, Statement)>;

async fn kept(on: &impl GenericClient, all: &mut Kept, text: &str) -> Result<Statement, Failure> {
    if let Some((_, statement)) = all.iter().find(|(known, _)| known == text) {
        return Ok(statement.clone());
    }
    let statement = on.prepare(text).await.map_err(told)?;
    all.push((text.to_string(), statement.clone()));
    Ok(statement)
}

async fn ask(on: &impl GenericClient, way: &mut Way, (text, n): &Query) -> Result<i32, Failure> {
    let row = match way {
        Way::Query => on.query_one(text, &[n]).await,
        Way::Typed => return number(&on.query_typed(text, &[(n, Type::INT4)]).await.map_err(told)?[0]),
        Way::Prepared(all) => on.query_one(&kept(on, all, text).await?, &[n]).await,
    };
    number(&row.map_err(told)?)
}

/// The last value, two rows at a time.
async fn read(block: &Transaction<'_>, way: &mut Way, query: &Query, rows: usize) -> Result<i32, Failure> {
    let (text, n) = query;
    let portal = match way {
        Way::Prepared(all) => block.bind(&kept(block, all, text).await?, &[n]).await,
        _ => block.bind(text, &[n]).await,
    }
    .map_err(told)?;
    let mut all = Vec::new();
    while all.len() < rows {
        all.extend(block.query_portal(&portal, 2).await.map_err(told)?);
    }
    number(&all[rows - 1])
}

impl TokioPostgres {
    fn forget(&mut self, text: &str) {
        if let Way::Prepared(all) = &mut self.way {
            all.retain(|(known, _)| known != text);
        }
    }
}

impl Program for TokioPostgres {
    async fn connect(url: &str, config: &str) -> Result<Self, Failure> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(told)?;
        let connection = tokio::spawn(async move {
            let _ = connection.await;
        });
        let way = match config {
            "typed" => Way::Typed,
            "prepared" => Way::Prepared(Vec::new()),
            _ => Way::Query,
        };
        Ok(Self { client, connection, way })
    }

    async fn autocommit(&mut self, query: Query) -> Result<i32, Failure> {
        ask(&self.client, &mut self.way, &query).await
    }

    async fn transaction(&mut self, query: Query) -> Result<i32, Failure> {
        let block = self.client.transaction().await.map_err(told)?;
        let answer = ask(&block, &mut self.way, &query).await?;
        block.commit().await.map_err(told)?;
        Ok(answer)
    }

    async fn plain(&mut self, text: &str) -> Result<String, Failure> {
        self.client.batch_execute(text).await.map_err(told)?;
        Ok("done".to_string())
    }

    /// A transaction rolls back when it leaves its scope before its commit; one on purpose says so.
    async fn rolled_back(&mut self, queries: &[Query]) -> Result<i32, Failure> {
        let block = self.client.transaction().await.map_err(told)?;
        let mut answer = 0;
        for query in queries {
            answer = ask(&block, &mut self.way, query).await?;
        }
        block.rollback().await.map_err(told)?;
        Ok(answer)
    }

    async fn dropped(&mut self, query: Query) -> Answer {
        if let Way::Typed = self.way {
            return Ok(None);
        }
        let answer = ask(&self.client, &mut self.way, &query).await?;
        self.forget(&query.0);
        Ok(Some(answer))
    }

    async fn dropped_inside(&mut self, query: Query, next: Option<Query>) -> Answer {
        if let Way::Typed = self.way {
            return Ok(None);
        }
        let block = self.client.transaction().await.map_err(told)?;
        let mut answer = ask(&block, &mut self.way, &query).await?;
        if let Way::Prepared(all) = &mut self.way {
            all.retain(|(known, _)| *known != query.0);
        }
        if let Some(next) = next {
            answer = ask(&block, &mut self.way, &next).await?;
        }
        block.commit().await.map_err(told)?;
        Ok(Some(answer))
    }

    async fn cursor(&mut self, query: Query, rows: usize) -> Answer {
        let block = self.client.transaction().await.map_err(told)?;
        let answer = read(&block, &mut self.way, &query, rows).await?;
        block.commit().await.map_err(told)?;
        Ok(Some(answer))
    }

    /// Requests whose futures run side by side are pipelined.
    async fn batch(&mut self, text: &str, parameters: [i32; 3]) -> Answer {
        let client = &self.client;
        let typed = |n: i32| async move { client.query_typed(text, &[(&n, Type::INT4)]).await };
        let rows = match &mut self.way {
            Way::Query => {
                let ask = |n: i32| async move { client.query_one(text, &[&n]).await };
                try_join_all(parameters.map(ask)).await
            }
            Way::Typed => {
                try_join_all(parameters.map(typed)).await.map(|all| all.into_iter().flatten().collect())
            }
            Way::Prepared(all) => {
                let statement = &kept(client, all, text).await?;
                let ask = |n: i32| async move { client.query_one(statement, &[&n]).await };
                try_join_all(parameters.map(ask)).await
            }
        };
        Ok(Some(number(&rows.map_err(told)?[2])?))
    }

    async fn close(self) {
        drop(self.way);
        drop(self.client);
        let _ = self.connection.await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    run_steps::<TokioPostgres>().await
}
