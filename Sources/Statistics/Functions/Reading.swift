// Reading the inputs of functions: each reader names the key it could not use.

extension [String: StatisticsFunctions.Value] {
    typealias Failure = StatisticsFunctions.Failure

    /// Whether the key has a value other than null.
    func has(_ key: String) -> Bool { self[key].map { $0 != .null } ?? false }

    func number(_ key: String) throws(Failure) -> Double {
        guard case .number(let number) = self[key] else { throw Failure("\(key): needs a number") }
        return number
    }

    func number(_ key: String, default standard: Double) throws(Failure) -> Double {
        has(key) ? try number(key) : standard
    }

    func whole(_ key: String) throws(Failure) -> Int {
        guard let whole = Int(exactly: try number(key)) else { throw Failure("\(key): needs a whole number") }
        return whole
    }

    func optionalWhole(_ key: String) throws(Failure) -> Int? {
        has(key) ? try whole(key) : nil
    }

    func bool(_ key: String) throws(Failure) -> Bool {
        guard case .bool(let bool) = self[key] else { throw Failure("\(key): needs true or false") }
        return bool
    }

    func string(_ key: String) throws(Failure) -> String {
        guard case .string(let string) = self[key] else { throw Failure("\(key): needs a string") }
        return string
    }

    func list(_ key: String) throws(Failure) -> [StatisticsFunctions.Value] {
        guard case .list(let list) = self[key] else { throw Failure("\(key): needs a list") }
        return list
    }

    func map(_ key: String) throws(Failure) -> StatisticsFunctions.Record {
        guard case .map(let map) = self[key] else { throw Failure("\(key): needs a map") }
        return map
    }

    /// A list of numbers in which null stands for a missing value (NaN).
    func series(_ key: String) throws(Failure) -> [Double] {
        try StatisticsFunctions.series(try list(key), key)
    }

    /// A list of whole numbers, empty when the key is absent.
    func wholes(_ key: String) throws(Failure) -> [Int] {
        guard has(key) else { return [] }
        var wholes: [Int] = []
        for number in try series(key) {
            guard let whole = Int(exactly: number) else { throw Failure("\(key): needs whole numbers") }
            wholes.append(whole)
        }
        return wholes
    }
}

extension StatisticsFunctions {
    static func series(_ list: [Value], _ key: String) throws(Failure) -> [Double] {
        var series: [Double] = []
        series.reserveCapacity(list.count)
        for value in list {
            switch value {
            case .number(let number): series.append(number)
            case .null: series.append(.nan)
            default: throw Failure("\(key): needs numbers")
            }
        }
        return series
    }

    /// The value, or a failure in these words where the statistics have none.
    static func need<T>(_ value: T?, _ words: String) throws(Failure) -> T {
        guard let value else { throw Failure(words) }
        return value
    }
}
