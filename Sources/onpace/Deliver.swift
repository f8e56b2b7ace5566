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
            while something waits, and when something is given up. What a plugin
            could not deliver waits a while; --now tries it at once.

            EXAMPLE
              onpace deliver
            """)

    @OptionGroup var options: WorkspaceOptions

    @Flag(help: "Also what is to be tried later.")
    var now = false

    func execute() throws {
        let session = try Session(options)
        defer { session.plugins.close() }
        let store = try session.store()
        try store.migrate("delivery", steps: Outbox.steps)
        let courier = Courier(session, store, ignoresWaiting: now)
        if try !courier.deliver(isSilentWhenIdle: false) { throw ExitCode.undelivered }
    }
}

/// Empties the outbox and says what happened.
struct Courier {
    private let session: Session
    private let store: Store

    private let ignoresWaiting: Bool

    init(_ session: Session, _ store: Store, ignoresWaiting: Bool = false) {
        self.session = session
        self.store = store
        self.ignoresWaiting = ignoresWaiting
    }

    /// Whether everything reached its receiver.
    func deliver(isSilentWhenIdle: Bool) throws -> Bool {
        var settings = DeliverySettings(
            environment: ProcessInfo.processInfo.environment, now: Clock.now, plugins: session.courier)
        settings.ignoresWaiting = ignoresWaiting
        let report = try Outbox.deliver(
            from: store, plan: session.plan, root: session.workspace.root.path, settings: settings)
        for waiting in report.waiting { session.screen.say("not delivered yet: \(waiting.description)") }
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
