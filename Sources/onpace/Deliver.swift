import ArgumentParser
import Delivery
import Foundation
import Plan
import Store

struct Deliver: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try again what could not be delivered.",
        discussion: """
            Messages wait in the outbox until their receiver took them. Exits with 4
            while something waits.

            EXAMPLE
              onpace deliver
            """)

    @OptionGroup var options: WorkspaceOptions

    func execute() throws {
        let session = try Session(options)
        let store = try session.store()
        try store.migrate("delivery", steps: Outbox.steps)
        if try !Courier(session, store).deliver(isSilentWhenIdle: false) { throw ExitCode.undelivered }
    }
}

/// Empties the outbox and says what happened.
struct Courier {
    private let session: Session
    private let store: Store

    init(_ session: Session, _ store: Store) {
        self.session = session
        self.store = store
    }

    /// Whether everything reached its receiver.
    func deliver(isSilentWhenIdle: Bool) throws -> Bool {
        let report = try Outbox.deliver(
            from: store, plan: session.plan, root: session.workspace.root.path,
            settings: DeliverySettings(environment: ProcessInfo.processInfo.environment, now: Clock.now))
        for failure in report.failures { session.screen.say("not delivered: \(failure.description)") }
        if !report.sent.isEmpty || !isSilentWhenIdle {
            session.screen.say("\(Check.count(report.sent.count, "message")) delivered")
        }
        if report.inOtherHands > 0 {
            session.screen.say("another process is delivering \(Check.count(report.inOtherHands, "message"))")
        }
        return report.isComplete
    }
}
