import Evaluators
import Plan
import PositionedYAML
import Testing

@testable import Reports

@Suite("Text in a terminal")
struct TerminalReportTests {
    @Test(
        "a text's width is counted in cells",
        arguments: [
            ("Tỷ lệ", 5), ("Ty\u{309} le\u{323}\u{302}", 5), ("統計", 4), ("한국", 4), ("▲●◆", 3), ("👍", 2), ("", 0),
        ])
    func width(text: String, cells: Int) {
        #expect(displayWidth(of: text) == cells)
    }

    @Test(
        "what could move the cursor or turn the text is taken out",
        arguments: [
            ("a\u{1B}[31mb", "a[31mb"), ("a\nb\tc", "a b c"), ("a\u{202E}b\u{2066}c", "abc"),
            ("a\u{9B}1mb\u{7F}", "a1mb"),
            ("Phường", "Phường"),
        ])
    func strip(text: String, clean: String) {
        #expect(stripped(text) == clean)
    }

    @Test("a text is cut and filled by cells")
    func fit() {
        #expect("Tỷ lệ điều tra".fitted(to: 8) == "Tỷ lệ đ…")
        #expect("統計表".fitted(to: 4) == "統… ")
        #expect("12".fitted(to: 5, alignment: .right) == "   12")
        #expect("one two three".wrapped(to: 8, indent: 2) == ["one two", "  three"])
        #expect("".wrapped(to: 8).isEmpty)
        #expect("now at 72.3 % of it".wrapped(to: 12) == ["now at", "72.3 % of it"])
    }

    @Test("no line is wider than the terminal, in either language", arguments: Language.allCases)
    func everyWidth(language: Language) {
        let run = SampleRun.make()
        for width in [40, 60, 72, 80, 100, 120, 140, 200] {
            let report = TerminalReport(run, language: language, width: width)
            for text in [report.overview(), report.units(ofTarget: 1), report.targets(ofUnit: 5)] {
                for line in text.split(separator: "\n") {
                    #expect(displayWidth(of: String(line)) <= width, "\(line)")
                }
            }
        }
    }

    @Test("status, name and actual are the last to go")
    func sacrifices() {
        let narrow = TerminalReport(SampleRun.make(), language: .english, width: 60).overview()
        #expect(narrow.contains("▼ off track"))
        #expect(narrow.contains("Actual"))
        let wide = TerminalReport(SampleRun.make(), language: .english, width: 180).overview()
        for header in ["Expected", "Goal", "Pace", "Change", "Needs", "Units"] { #expect(wide.contains(header)) }
    }

    @Test("colour is written only when asked for, and takes no cells")
    func colour() {
        let run = SampleRun.make()
        let plain = TerminalReport(run, language: .english).overview()
        let coloured = TerminalReport(run, language: .english, isColoured: true).overview()
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[38;5;166m◆ at risk"))
        #expect(withoutColour(coloured) == plain)
    }

    @Test("a unit's name cannot write to the terminal")
    func hostileName() {
        let report = TerminalReport(SampleRun.make(cityName: "City\u{1B}]0;owned\u{7}\u{9B}2J"), language: .english)
        #expect(report.units(ofTarget: 0).contains("City]0;owned2J"))
        #expect(!report.units(ofTarget: 0).contains("\u{1B}"))
    }

    @Test("a shape belongs to one status alone")
    func shapes() {
        #expect(Set(Status.allCases.map(\.shape)).count == Status.allCases.count)
        #expect(Set(Status.fromBest) == Set(Status.allCases))
        for language in Language.allCases {
            #expect(Set(Status.allCases.map { $0.word(in: language) }).count == Status.allCases.count)
            #expect(Set(Status.allCases.map { $0.shortWord(language) }).count == Status.allCases.count)
        }
    }

    @Test("an empty run says so")
    func empty() {
        let text = TerminalReport(SampleRun.make(targets: 0, previous: false), language: .english).overview()
        #expect(text.contains("There are no targets."))
    }

    private func withoutColour(_ text: String) -> String {
        var plain = ""
        var isCode = false
        for character in text {
            if character == "\u{1B}" { isCode = true }
            if !isCode { plain.append(character) }
            if isCode, character == "m" { isCode = false }
        }
        return plain
    }
}
