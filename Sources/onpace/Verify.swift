import ArgumentParser
import Ledger
import Plan
import Runs

struct Verify: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recompute every hash: is the ledger as it was written?",
        discussion: """
            Finds a flipped byte, a removed batch, a forged row. Write the printed head
            down somewhere else and give it to --head later: then even a ledger
            rewritten as a whole is found out.

            EXAMPLE
              onpace verify
              onpace verify --head 5b1c…
            """)

    @OptionGroup var options: WorkspaceOptions

    @Option(help: ArgumentHelp("A head printed earlier that must still be part of the chain.", valueName: "hash"))
    var head: String?

    func validate() throws {
        if let head, head.count < 12 || !head.allSatisfy(\.isHexDigit) {
            throw ValidationError(
                "\"\(head)\" is no head; give at least the first 12 digits of the one that verify printed")
        }
    }

    func execute() throws {
        let session = try Session(options)
        let store = try session.store()
        let ledger = try Ledger(store)
        let found = try ledger.verify()
        var problems = found.problems + (try Runner(session.plan, store: store).verify())
        if let head, try !ledger.batches().contains(where: { $0.hash.hexadecimal.hasPrefix(head.lowercased()) }) {
            problems.append("no batch has the hash \(head)")
        }
        for problem in problems { session.screen.say("error: \(problem)") }
        if !problems.isEmpty {
            session.screen.say("the ledger is not as it was written; restore it from a copy")
            throw ExitCode.verificationFailed
        }
        let values = NumberText(.english).number(Double(found.values)) + (found.values == 1 ? " value" : " values")
        let batches = Check.count(found.batches, "batch", plural: "batches")
        session.screen.write("\(batches), \(values): as they were written\n")
        if found.batches > 0 { session.screen.write("head \(found.head.hexadecimal)\n") }
    }
}
