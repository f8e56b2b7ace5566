import CEL
import Periods
import Statistics

/// The statistics and calendar rules as functions of the expression language: `stats.two_counts({…})`,
/// `spc.xmr({…}, {…})`. Each takes maps with named inputs and gives a map of named results.
public enum RuleFunctions {
    /// The standard environment with these functions in it.
    public static let environment: Environment = {
        var environment = Environment()
        let map = CELType.map(.string, .dyn)
        for function in StatisticsFunctions.all {
            let name = "\(function.namespace).\(function.name)"
            let arities = function.namespace == "spc" ? [1, 2] : [1]
            for arity in arities {
                environment.register(name, Array(repeating: map, count: arity), returns: map) { arguments in
                    let records = try arguments.map { try StatisticsFunctions.Value($0).record }
                    return Value(.map(try function.call(records.first ?? [:], records.count > 1 ? records[1] : [:])))
                }
            }
        }
        for function in PeriodFunctions.all {
            environment.register("stats.\(function.name)", [map], returns: map) { arguments in
                var input: [String: PeriodFunctions.Value] = [:]
                for (key, value) in try StatisticsFunctions.Value(arguments.first ?? .null).record {
                    input[key] = try PeriodFunctions.Value(value)
                }
                let result = try function.call(input)
                return .map(ValueMap(result.sorted { $0.key < $1.key }.map { (.string($0.key), Value($0.value)) }))
            }
        }
        return environment
    }()
}

/// A value that these functions cannot take.
private struct WrongValue: Error, CustomStringConvertible {
    let description: String
}

extension StatisticsFunctions.Value {
    fileprivate init(_ value: Value) throws(WrongValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .number(Double(value))
        case .uint(let value): self = .number(Double(value))
        case .double(let value): self = .number(value)
        case .string(let value): self = .string(value)
        case .list(let values):
            var list: [Self] = []
            for value in values { list.append(try Self(value)) }
            self = .list(list)
        case .map(let map):
            var members: [String: Self] = [:]
            for (key, value) in zip(map.keys, map.values) {
                guard case .string(let name) = key else { throw WrongValue(description: "inputs are named by strings") }
                members[name] = try Self(value)
            }
            self = .map(members)
        default: throw WrongValue(description: "inputs are numbers, strings, booleans, lists and maps of them")
        }
    }

    fileprivate var record: StatisticsFunctions.Record {
        get throws(WrongValue) {
            guard case .map(let members) = self else { throw WrongValue(description: "the inputs are a map") }
            return members
        }
    }
}

extension PeriodFunctions.Value {
    fileprivate init(_ value: StatisticsFunctions.Value) throws(WrongValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let value):
            guard let whole = Int(exactly: value) else {
                throw WrongValue(description: "\(value) is not a whole number")
            }
            self = .int(whole)
        case .string(let value): self = .string(value)
        case .list, .map: throw WrongValue(description: "calendar rules take no lists or maps")
        }
    }
}

extension Value {
    fileprivate init(_ value: StatisticsFunctions.Value) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .list(let values): self = .list(values.map { Value($0) })
        case .map(let members):
            self = .map(ValueMap(members.sorted { $0.key < $1.key }.map { (.string($0.key), Value($0.value)) }))
        }
    }

    fileprivate init(_ value: PeriodFunctions.Value) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(Int64(value))
        case .string(let value): self = .string(value)
        }
    }
}
