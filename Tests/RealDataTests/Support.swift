import Foundation
import Testing
import TestSupport

/// Real data lies beside the package, in `../shared/data`, and is never part of it: without it these tests are skipped.
func sharedData(_ names: String...) -> Bool {
    names.allSatisfy { PackageRoot.sharedData($0) != nil }
}

let skipped: Comment = "skipped: the real data is not beside the package (../shared/data)"

/// A file of the shared data.
func shared(_ name: String) throws -> URL {
    try #require(PackageRoot.sharedData(name))
}

/// Counts how many comparisons agree, and keeps a few that do not for the message.
struct Agreement: CustomStringConvertible {
    var agreeing = 0
    var total = 0
    var examples: [String] = []

    mutating func count(_ agrees: Bool, _ example: @autoclosure () -> String) {
        total += 1
        if agrees {
            agreeing += 1
        } else if examples.count < 12 {
            examples.append(example())
        }
    }

    var share: Double { total > 0 ? Double(agreeing) / Double(total) : 0 }

    var description: String {
        "\(agreeing) of \(total)" + (examples.isEmpty ? "" : ", not: " + examples.joined(separator: "; "))
    }
}
