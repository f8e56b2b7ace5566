import Plan
import Testing

@testable import Reports

@Suite("Views of the sample run, whole")
struct GoldenTests {
    private let run = SampleRun.make()

    @Test("the overview at three widths in both languages", arguments: Language.allCases, [80, 100, 160])
    func overview(language: Language, width: Int) throws {
        let text = TerminalReport(run, language: language, width: width).overview()
        try expectGolden(text, "overview-\(language.rawValue)-\(width).txt")
    }

    @Test("the overview in colour")
    func colour() throws {
        let text = TerminalReport(run, language: .english, width: 100, isColoured: true).overview()
        try expectGolden(text, "overview-en-100-colour.txt")
    }

    @Test("the units of a target, and the targets of a unit", arguments: Language.allCases)
    func units(language: Language) throws {
        let report = TerminalReport(run, language: language, width: 120)
        try expectGolden(report.units(ofTarget: 0), "units-\(language.rawValue).txt")
        try expectGolden(report.targets(ofUnit: 7), "unit-\(language.rawValue).txt")
    }

    @Test("the weekly page as Markdown", arguments: Language.allCases)
    func markdown(language: Language) throws {
        try expectGolden(MarkdownReport(run, language: language).text(), "report-\(language.rawValue).md")
    }

    @Test("the weekly page as HTML", arguments: Language.allCases)
    func html(language: Language) throws {
        try expectGolden(HTMLReport(run, language: language).text(), "report-\(language.rawValue).html")
    }

    @Test("the run as JSON")
    func json() throws {
        try expectGolden(String(decoding: RunJSON(run).bytes(), as: UTF8.self), "run.json")
    }

    @Test("an explanation", arguments: Language.allCases)
    func explanation(language: Language) throws {
        let view = ExplainView(
            target: "Wanted subjects arrested", unit: "Phường Láng & Ô Chợ Dừa", status: "◆ at risk",
            because: "6 subjects against 7 expected by 14 May (pace 0.86)",
            steps: [
                .init(
                    label: "Value", formula: "sum of weekly values from 1 Jan to 14 May = 6",
                    inputs: ["19 weekly values of wanted, 0 missing"]),
                .init(
                    label: "Expected by now", formula: "19.1 × 0.367 = 7",
                    inputs: ["goal 19.1", "pace: linear, 134 of 365 days"]),
                .init(label: "Pace", formula: "6 ÷ 7 = 0.86"),
            ],
            batches: [
                .init(
                    id: "b-0211", file: "Data/2026/wanted-w19.csv", rows: 126, receivedAt: "2026-05-12T02:10:00Z",
                    submitter: "records office", contribution: 1),
                .init(
                    id: "b-0190", file: "Data/2026/wanted-\u{1B}[31mw18.csv", rows: 1260,
                    receivedAt: "2026-05-05T02:10:00Z",
                    submitter: "records office", contribution: 4.5),
            ],
            decisions: [
                .init(rule: "lagging", outcome: "pending", reason: "holds in 1 run, needs 2 one after the other")
            ],
            info: run.info)
        let text = ExplainText(view, language: language, width: 100).text()
        #expect(!text.contains("\u{1B}"))
        try expectGolden(text, "explain-\(language.rawValue).txt")
    }
}
