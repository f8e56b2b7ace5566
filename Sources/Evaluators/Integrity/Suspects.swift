import Plan
import Statistics

/// The tests of one kind: what could become a finding, and how many were made.
///
/// A test that does not speak for the finding at all is counted without its evidence, so that testing a nation costs no
/// memory.
struct Suspects {
    private(set) var findings: [Finding] = []
    private(set) var tested = 0

    /// Counts a test whose p is 1 for all purposes.
    mutating func clear() { tested += 1 }

    mutating func add(_ finding: Finding) {
        tested += 1
        // Benjamini and Hochberg never keep a p above their rate.
        if finding.p <= IntegrityChecks.falseDiscoveryRate { findings.append(finding) }
    }

    mutating func add(_ others: Suspects) {
        findings += others.findings
        tested += others.tested
    }

    /// Those that stay when all tests of the kind are taken together (Benjamini and Hochberg 1995).
    var standing: [Finding] {
        guard !findings.isEmpty else { return [] }
        let rate = IntegrityChecks.falseDiscoveryRate
        var most = 0.0
        for (index, p) in findings.map(\.p).sorted().enumerated() where p <= rate * Double(index + 1) / Double(tested) {
            most = p
        }
        return findings.filter { $0.p <= most }
    }
}
