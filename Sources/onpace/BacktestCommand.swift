import ArgumentParser
import Evaluators
import Ledger
import Plan
import Reports

struct BacktestCommand: OnPaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Show how often the outlook was right in past years, period by period.",
        discussion: """
            Each year is judged with what was known of the years before it, its own
            aim in the same shape: a reduction against its own year before, a total
            in the same proportion to it. "linear" and "naive" are what simpler
            forecasts would have scored (Brier: 0 is perfect, 0.25 a coin).

            EXAMPLE
              onpace backtest social-order-crime --years 2019..2025
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    @OptionGroup var options: WorkspaceOptions

    @Argument(help: "The target's id.")
    var target: String

    @Option(help: ArgumentHelp("The years to test: 2019..2025, or one year.", valueName: "years"))
    var years: String

    @Option(help: ArgumentHelp("One unit's code or name (default: all units judged).", valueName: "code"))
    var unit: String?

    @Option(name: .customLong("known-at"), help: ArgumentHelp("Ignore what was received later.", valueName: "instant"))
    var knownAt: String?

    @Option(help: "table or json.")
    var format = Format.table

    func validate() throws {
        guard yearRange != nil else {
            throw ValidationError("\"\(years)\" are no years; write 2019..2025")
        }
    }

    private var yearRange: ClosedRange<Int>? {
        let parts = years.split(separator: ".", omittingEmptySubsequences: true).compactMap { Int($0) }
        guard let first = parts.first, let last = parts.last, parts.count <= 2, first <= last, first >= 1900,
            last <= 9998, years.allSatisfy({ $0 == "." || $0.isNumber })
        else { return nil }
        return first...last
    }

    func execute() throws {
        let session = try Session(options)
        let index = try session.plan.requireTarget(target)
        let unitIndex = try unit.map(session.plan.requireUnit)
        let backtester: Backtester
        do {
            backtester = try Backtester(
                session.plan, target: index, years: Array(yearRange ?? 0...0), asOf: try session.day(nil))
        } catch let error as BacktestError {
            throw ValidationError("\(target): \(error)")
        }
        var test = try backtester.run(Ledger(reading: session.store()), knownAt: try session.instant(knownAt))
        if let unitIndex { test = test.points(of: unitIndex) }
        switch format {
        case .table:
            session.screen.write(BacktestText(test, language: session.language, width: session.screen.width).text())
        case .json:
            session.screen.write(BacktestJSON(test, target: target).bytes())
        }
    }
}
