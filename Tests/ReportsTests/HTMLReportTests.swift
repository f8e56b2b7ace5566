import Foundation
import Plan
import Testing

@testable import Reports

@Suite("The weekly page as HTML")
struct HTMLReportTests {
    @Test(
        "a strict parser accepts it", .enabled(if: XMLLint.path != nil, "xmllint is not installed"),
        arguments: Language.allCases)
    func wellFormed(language: Language) throws {
        for run in [
            SampleRun.make(), SampleRun.make(targets: 0), SampleRun.make(cityName: "</style><script>&\u{0}\u{1B}]]>"),
        ] {
            let said = try XMLLint.check(HTMLReport(run, language: language).text())
            #expect(said.isEmpty, "\(said)")
        }
    }

    @Test("a city of 126 units and eleven cascaded targets stays below 300 kB")
    func size() {
        let run = SampleRun.make(units: 126, targets: 16)
        #expect(run.judgements.contexts.count { $0.rows.count == 127 } == 11)
        for language in Language.allCases {
            let bytes = HTMLReport(run, language: language).text().utf8.count
            #expect(bytes < 300_000)
        }
    }

    @Test("it asks for nothing from outside and runs nothing")
    func selfContained() {
        let text = HTMLReport(SampleRun.make(), language: .vietnamese).text()
        for word in [
            "http:", "https:", "//", "<script", "<link", "<img", "src=", "url(", "@import", "@font-face", "onclick",
        ] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(text.contains("default-src 'none'"))
    }

    @Test("a reader's tools find language, headings, captions and names of charts")
    func accessible() {
        let text = HTMLReport(SampleRun.make(), language: .vietnamese).text()
        #expect(text.contains("<html lang=\"vi\">"))
        #expect(count("<table", in: text) == count("<caption>", in: text))
        #expect(count("<svg", in: text) == count("<svg role=\"img\"", in: text))
        #expect(count("<svg", in: text) == count("<title>", in: text) - 1)
        #expect(count("<th>", in: text) == 0)
        #expect(count("<h1>", in: text) == 1)
    }

    @Test("names are text, wherever they stand")
    func escaping() {
        let name = "<b>\"x\" & 'y'</b>"
        let text = HTMLReport(
            SampleRun.make(cityName: name, firstTitle: "a\"}body{display:none}</style>\u{202E}"), language: .english
        ).text()
        #expect(!text.contains("<b>\"x\""))
        #expect(text.contains("&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;"))
        #expect(!text.contains("body{display:none}<"))
        #expect(count("</style>", in: text) == 1)
        #expect(!text.contains("\u{202E}"))
    }

    @Test("text keeps a contrast of 4.5 : 1 on its ground, marks 3 : 1, light and dark")
    func contrast() throws {
        for theme in [HTMLStyle.light, HTMLStyle.dark] {
            for pair in theme.pairs {
                let ratio = try Contrast.ratio(pair.text, pair.ground)
                #expect(ratio >= 4.5, "\(theme.name) \(pair.name): \(ratio)")
            }
            let bar = try #require(theme.marks.first { $0.name == "bar" }).colour
            for band in theme.marks where band.name.hasPrefix("band") {
                let ratio = try Contrast.ratio(bar, band.colour)
                #expect(ratio >= 3, "\(theme.name) bar on \(band.name): \(ratio)")
            }
        }
    }

    @Test("a national run prints the units that need support most and says how many are left out")
    func manyUnits() {
        let text = HTMLReport(SampleRun.make(units: 1_000, targets: 5), language: .english).text()
        #expect(text.contains("201 more units are not printed here."))
    }

    private func count(_ part: String, in text: String) -> Int {
        text.components(separatedBy: part).count - 1
    }
}

/// Relative luminance and contrast as WCAG 2.2 defines them.
private enum Contrast {
    static func ratio(_ first: String, _ second: String) throws -> Double {
        let (a, b) = (try luminance(first), try luminance(second))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private static func luminance(_ colour: String) throws -> Double {
        let value = try #require(Int(colour.dropFirst(), radix: 16))
        let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map { part in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}

private enum XMLLint {
    static let path = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// What the parser complains of; empty when it does not.
    static func check(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).html")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: path ?? "")
        process.arguments = ["--noout", "--nonet", file.path]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}
