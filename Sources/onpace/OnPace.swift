import ArgumentParser

/// The command line: parse words, call a noun, print.
struct OnPace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "onpace",
        abstract: "Tells, every week, which of this year's targets are on pace, which are ahead, which lag, and why.",
        discussion: """
            Targets and rules are YAML files in a workspace; reported values come in
            as files; every run judges them, remembers what it said, and tells each
            change once.

            EXAMPLE
              onpace init plan && cd plan
              onpace check
              onpace ingest Data/*.csv
              onpace run --as-of 2026-05-17

            EXIT STATUS
               0  done
               1  a verification failed
               2  something lags (run --exit-code)
               3  the plan or the input is wrong
               4  done, but something could not be delivered
               5  done, but a plugin failed and its targets could not be judged
              64  wrong usage
              74  a file or the store failed
              75  the store is in use; try again
            """,
        version: "0.1.0",
        subcommands: [
            Init.self, Check.self, Ingest.self, Run.self, Explain.self, Report.self, BacktestCommand.self, Alerts.self,
            Deliver.self, Verify.self, Eval.self, Plugins.self,
        ])
}
