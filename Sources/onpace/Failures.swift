import ArgumentParser
import Foundation
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
            Screen().say("onpace: \(Self.words(of: error))")
            throw Self.status(of: error)
        }
    }

    /// Foundation's errors describe themselves at length; the path and the system's reason say enough.
    private static func words(of error: any Error) -> String {
        guard let error = error as? CocoaError else { return "\(error)" }
        let underlying = error.underlying.map { $0 as NSError }
        let reason = underlying.flatMap { cause in
            cause.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(cause.code))) : nil
        }
        return [error.filePath, reason ?? error.localizedDescription].compactMap { $0 }.joined(separator: ": ")
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
