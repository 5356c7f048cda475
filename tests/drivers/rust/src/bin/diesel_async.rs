use diesel_async::scoped_futures::ScopedFutureExt;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use drivers::diesel_query::{told, Ask, Stop};
use drivers::reference_program::{run_steps, Answer, Failure, Program, Query};
use futures_util::try_join;

struct DieselAsync(AsyncPgConnection);

impl Program for DieselAsync {
    async fn connect(url: &str, _config: &str) -> Result<Self, Failure> {
        let connected = AsyncPgConnection::establish(url).await;
        Ok(Self(connected.map_err(|error| ("-".to_string(), error.to_string()))?))
    }

    async fn autocommit(&mut self, query: Query) -> Result<i32, Failure> {
        Ask(query).get_result(&mut self.0).await.map_err(told)
    }

    async fn transaction(&mut self, query: Query) -> Result<i32, Failure> {
        let block =
            self.0.transaction(|block| async move { Ask(query).get_result(block).await }.scope_boxed());
        block.await.map_err(told)
    }

    async fn plain(&mut self, text: &str) -> Result<String, Failure> {
        self.0.batch_execute(text).await.map_err(told)?;
        Ok("done".to_string())
    }

    async fn rolled_back(&mut self, queries: &[Query]) -> Result<i32, Failure> {
        let queries = queries.to_vec();
        let end = self.0.transaction(|block| {
            async move {
                let mut answer = 0;
                for query in queries {
                    answer = Ask(query).get_result(block).await?;
                }
                Err::<i32, _>(Stop::OnPurpose(answer))
            }
            .scope_boxed()
        });
        match end.await {
            Err(Stop::Failed(error)) => Err(told(error)),
            Ok(answer) | Err(Stop::OnPurpose(answer)) => Ok(answer),
        }
    }

    /// Requests whose futures run side by side are pipelined.
    async fn batch(&mut self, text: &str, parameters: [i32; 3]) -> Answer {
        let [first, second, third] =
            parameters.map(|n| Ask((text.to_string(), n)).get_result::<i32>(&mut self.0));
        let (_, _, last) = try_join!(first, second, third).map_err(told)?;
        Ok(Some(last))
    }

    async fn close(self) {
        drop(self.0);
        tokio::task::yield_now().await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    run_steps::<DieselAsync>().await
}
