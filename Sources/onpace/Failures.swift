import ArgumentParser
import Intake
import Ledger
import Runs
import Store
import Tabular

/// A command whose errors become one line on standard error and the exit status that belongs to them.
protocol OnPaceCommand: ParsableCommand {
    func execute() throws
}

extension OnPaceCommand {
    func run() throws {
        do {
            try execute()
        } catch let code as ExitCode {
            throw code
        } catch let usage as ValidationError {
            // Thrown on, it would be printed with the usage of `onpace` itself, which says nothing of the mistake.
            Screen().say("onpace: \(usage.message)")
            throw ExitCode.wrongUsage
        } catch {
            Screen().say("onpace: \(error)")
            throw Self.status(of: error)
        }
    }

    private static func status(of error: any Error) -> ExitCode {
        switch error {
        case let failure as StoreFailure: status(of: failure.underlying)
        case let refusal as StoreError: refusal.kind == .locked ? .tryAgain : .fileFailed
        case LedgerError.outOfOrder: .wrongInput
        case is LedgerError: .fileFailed
        case is WorkspaceError, is TabularError: .wrongInput
        case IntakeError.unwritable: .fileFailed
        case is IntakeError: .wrongInput
        default: .fileFailed
        }
    }
}
