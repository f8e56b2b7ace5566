/// The first lines of what a program says on standard error, made safe to show on a terminal.
struct LineLog: Sendable {
    private(set) var lines: [String] = []
    /// The line said last, however many there were.
    private(set) var last: String?
    /// Bytes said in all.
    private(set) var bytes = 0
    private var leftOut = 0
    private var unfinished: [UInt8] = []
    /// Hides secrets, before a line is cut.
    var mask = Mask()
    /// Whether a secret was said.
    private(set) var hasToldSecret = false

    private static let mostLines = 100
    private static let longestLine = 500

    mutating func append(_ said: ArraySlice<UInt8>) {
        bytes += said.count
        for byte in said {
            if byte == UInt8(ascii: "\n") {
                finishLine()
            } else if unfinished.count < Self.longestLine + mask.longest {
                unfinished.append(byte)
            }
        }
    }

    /// Takes the lines said so far, and a word about those left out.
    mutating func take() -> [String] {
        finishLine()
        var taken = lines
        if leftOut > 0 { taken.append("… and \(leftOut) more line\(leftOut == 1 ? "" : "s")") }
        lines = []
        leftOut = 0
        return taken
    }

    private mutating func finishLine() {
        guard !unfinished.isEmpty else { return }
        let isCut = mask.longest > 0 && unfinished.count >= Self.longestLine + mask.longest
        let said = String(decoding: unfinished, as: UTF8.self)
        var text = mask(said)
        if text != said { hasToldSecret = true }
        // What is cut off at its end may be the beginning of a secret.
        if isCut { text = String(text.dropLast(mask.longest)) }
        // Control characters could move the cursor or colour the screen.
        let line = String(
            text.unicodeScalars.map { scalar in
                scalar.properties.generalCategory == .control ? " " : Character(scalar)
            })
        unfinished = []
        last = line
        if lines.count < Self.mostLines { lines.append(line) } else { leftOut += 1 }
    }
}
