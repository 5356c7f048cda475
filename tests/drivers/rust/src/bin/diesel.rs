use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};
use drivers::diesel_query::{told, Ask, Stop};
use drivers::reference_program::{run_steps, Failure, Program, Query};

struct Diesel(PgConnection);

impl Program for Diesel {
    async fn connect(url: &str, _config: &str) -> Result<Self, Failure> {
        let connected = PgConnection::establish(url);
        Ok(Self(connected.map_err(|error| ("-".to_string(), error.to_string()))?))
    }

    async fn autocommit(&mut self, query: Query) -> Result<i32, Failure> {
        Ask(query).get_result(&mut self.0).map_err(told)
    }

    async fn transaction(&mut self, query: Query) -> Result<i32, Failure> {
        self.0.transaction(|block| Ask(query).get_result(block)).map_err(told)
    }

    async fn plain(&mut self, text: &str) -> Result<String, Failure> {
        self.0.batch_execute(text).map_err(told)?;
        Ok("done".to_string())
    }

    async fn rolled_back(&mut self, queries: &[Query]) -> Result<i32, Failure> {
        let end = self.0.transaction(|block| {
            let mut answer = 0;
            for query in queries {
                answer = Ask(query.clone()).get_result(block)?;
            }
            Err::<i32, _>(Stop::OnPurpose(answer))
        });
        match end {
            Err(Stop::Failed(error)) => Err(told(error)),
            Ok(answer) | Err(Stop::OnPurpose(answer)) => Ok(answer),
        }
    }

    async fn close(self) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    run_steps::<Diesel>().await
}
