/// The regex extension.
enum RegexFunctions {
    static let all: [Function] = [
        Function(
            "regex.replace",
            [Signature([.string, .string, .string], .string), Signature([.string, .string, .string, .int], .string)],
            replace),
        Function("regex.extract", [Signature([.string, .string], .optional(.string))], extract),
        Function("regex.extractAll", [Signature([.string, .string], .list(.string))], extractAll),
    ]

    private static func replace(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        let strings = (0..<min(3, arguments.count)).allSatisfy { arguments[$0].tag == Cell.Tag.string }
        guard strings, arguments.count == 3 || arguments.count == 4 && arguments[3].tag == Cell.Tag.int else {
            return machine.noOverload("regex.replace", arguments)
        }
        let limit = arguments.count == 4 && arguments[3].int >= 0 ? Int(arguments[3].int) : Int.max
        let replacement = arguments[2].buffer
        return machine.withPattern(arguments[1], on: arguments[0]) { machine, pattern, text in
            var result: [UInt8] = []
            var position = 0
            var isFine = true
            let groups = min(9, pattern.groupCount)
            forEachMatch(pattern, text, limit: limit, groups: groups, &machine) { match in
                guard let whole = match[0] else { return false }
                result.append(contentsOf: text[position..<whole.lowerBound])
                isFine = expand(replacement, match, text, into: &result)
                position = whole.upperBound
                return isFine && result.count <= (64 << 20)
            }
            if machine.steps < 0 { return machine.outOfSteps() }
            guard isFine else {
                return machine.fail("regex.replace: the replacement names a group that does not exist")
            }
            result.append(contentsOf: text[position...])
            return machine.string(result)
        }
    }

    /// `\1` to `\9` are groups, `\\` is a backslash.
    private static func expand(
        _ replacement: UnsafeRawBufferPointer, _ match: [Range<Int>?], _ text: UnsafeRawBufferPointer,
        into result: inout [UInt8]
    ) -> Bool {
        var index = 0
        while index < replacement.count {
            defer { index += 1 }
            guard replacement[index] == UInt8(ascii: "\\") else {
                result.append(replacement[index])
                continue
            }
            index += 1
            guard index < replacement.count else { return false }
            if replacement[index] == UInt8(ascii: "\\") {
                result.append(UInt8(ascii: "\\"))
            } else {
                let group = Int(replacement[index]) - 48
                guard (0...9).contains(group), group < match.count else { return false }
                if let range = match[group] { result.append(contentsOf: text[range]) }
            }
        }
        return true
    }

    private static func extract(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string, Cell.Tag.string) else {
            return machine.noOverload("regex.extract", arguments)
        }
        let source = arguments[0]
        return machine.withPattern(arguments[1], on: source) { machine, pattern, text in
            guard pattern.groupCount <= 1 else {
                return machine.fail("regex.extract: the pattern has more than one group")
            }
            guard let match = pattern.find(text, from: 0, groups: pattern.groupCount) else {
                return Cell(optional: nil)
            }
            guard let range = match[match.count - 1] else { return Cell(optional: nil) }
            return machine.optional(StringFunctions.slice(source, range))
        }
    }

    private static func extractAll(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string, Cell.Tag.string) else {
            return machine.noOverload("regex.extractAll", arguments)
        }
        let source = arguments[0]
        return machine.withPattern(arguments[1], on: source) { machine, pattern, text in
            guard pattern.groupCount <= 1 else {
                return machine.fail("regex.extractAll: the pattern has more than one group")
            }
            var found: [Cell] = []
            forEachMatch(pattern, text, limit: .max, groups: pattern.groupCount, &machine) { match in
                if let range = match[match.count - 1] { found.append(StringFunctions.slice(source, range)) }
                return true
            }
            return machine.steps < 0 ? machine.outOfSteps() : machine.list(found)
        }
    }

    /// Matches from left to right that do not overlap. Each pays for all the text after it: an alternative that fails
    /// only at the end may have gone through it.
    private static func forEachMatch(
        _ pattern: Pattern, _ text: UnsafeRawBufferPointer, limit: Int, groups: Int, _ machine: inout Machine,
        _ body: ([Range<Int>?]) -> Bool
    ) {
        var position = 0
        var count = 0
        while count < limit, position <= text.count {
            guard machine.charge(10 + (text.count - position) >> 5),
                let match = pattern.find(text, from: position, groups: groups),
                let whole = match[0],
                machine.charge((whole.upperBound - position) >> 2), body(match)
            else { return }
            count += 1
            position = whole.upperBound
            if whole.isEmpty {
                guard position < text.count else { return }
                position += Text.width(text[position])
            }
        }
    }
}
