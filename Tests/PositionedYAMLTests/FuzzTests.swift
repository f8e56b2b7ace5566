import Foundation
import PositionedYAML
import TestSupport
import Testing

@Suite("Random YAML")
struct FuzzTests {
    /// Whatever the bytes: no trap, and every defect is inside the file, can be shown, and has an id and words.
    /// Gives whether the bytes were well-formed YAML.
    @discardableResult
    private func check(_ bytes: [UInt8]) -> Bool {
        let source = SourceFile(name: "fuzz.yaml", bytes: bytes)
        let said = SamplePlan.diagnostics(of: source)
        for diagnostic in said {
            #expect(!diagnostic.message.isEmpty)
            #expect(diagnostic.id.contains("/"))
            if let range = diagnostic.range {
                #expect(range.start.offset >= 0 && range.end.offset <= source.bytes.count, "\(bytes)")
                #expect(range.start <= range.end, "\(bytes)")
                #expect(range.start.line >= 1 && range.start.line <= source.lineCount)
            }
            #expect(diagnostic.rendered(source: source, colour: true).contains(diagnostic.id))
        }
        guard said.allSatisfy({ !["syntax", "control-character", "encoding"].contains($0.id.dropFirst(5)) }),
            let node = parse(source).node
        else { return false }
        checkRanges(node, in: source)
        return true
    }

    private func checkRanges(_ node: Node, in source: SourceFile) {
        #expect(node.range.start <= node.range.end)
        #expect(node.range.end.offset <= source.bytes.count)
        node.items?.forEach { checkRanges($0, in: source) }
        node.entries?.forEach { checkRanges($0.value, in: source) }
        if let scalar = node.scalar { _ = node.mark(ofUTF8Offset: scalar.text.utf8.count / 2, in: source) }
    }

    @Test("made of YAML's own characters never traps")
    func characters() {
        var generator = SplitMix64(seed: 1)
        let alphabet = Array("ab:-? \n\t[]{},&*!|>'\"%@`#\\~<.0\r".utf8) + [0xE1, 0xBB, 0x87, 0, 0xFF]
        var wellFormed = 0
        for _ in 0..<4_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                // Bytes that YAML refuses outright are rarer, or nothing else would be seen.
                let bound = Int.random(in: 0..<20, using: &generator) == 0 ? alphabet.count : alphabet.count - 5
                return alphabet[Int.random(in: 0..<bound, using: &generator)]
            }
            if check(bytes) { wellFormed += 1 }
        }
        #expect(wellFormed > 200)
    }

    @Test("made by damaging bad plans never traps")
    func damaged() throws {
        var generator = SplitMix64(seed: 2)
        let files = try Fixture.all.map { [UInt8](try Data(contentsOf: $0.input)) }
        var wellFormed = 0
        for round in 0..<2_000 {
            var bytes = files[round % files.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[..<place], at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            if check(bytes) { wellFormed += 1 }
        }
        #expect(wellFormed > 200)
    }
}
