import Testing

@testable import CEL

@Suite("Evaluating over columns")
struct ColumnsTests {
    static let environment: Environment = {
        var environment = Environment()
        let variables: [(String, CELType)] = [
            ("pace", .double), ("days", .int), ("status", .string), ("late", .bool), ("muted", .list(.string)),
            ("goal", .double),
        ]
        for (name, type) in variables { environment.declare(name, type) }
        return environment
    }()

    static let count = 5000

    /// Values with everything that could go wrong in a corner: NaN, infinities, zero, the ends of int.
    static func columns() throws -> Columns {
        let paces: [Double] = [0.5, 1.0, .nan, .infinity, -.infinity, 0, -0.0, 1e308]
        let days: [Int64] = [0, -1, 59, 60, .max, .min, 9_007_199_254_740_993]
        let names = ["lagging", "at_risk", "", "Tết", "Te\u{302}\u{301}t"]
        var columns = Columns(environment, count: count)
        try columns.set("pace", .doubles((0..<count).map { paces[$0 % paces.count] }))
        try columns.set("days", .ints((0..<count).map { days[$0 % days.count] }))
        try columns.set("status", .strings((0..<count).map { names[$0 % names.count] }))
        try columns.set("late", .bools((0..<count).map { $0 % 3 == 0 }))
        try columns.set("muted", constant: ["lagging", "Tết"])
        try columns.set("goal", constant: 1)
        return columns
    }

    @Test(
        "Whole columns, rows and single evaluations agree",
        arguments: [
            "pace >= 0.9 && days < 60", "pace >= 1", "days >= 0.5", "days == 9007199254740992.0", "1 < days || !late",
            "(pace - goal) / goal * 100.0 <= -26.0", "-pace * 2.0", "pace != pace", "status in ['lagging', 'at_risk']",
            "!(status in muted) && status != ''", "'Tết' == status", "late == (pace > 1.0)", "true", "pace", "days",
            "days + 1 > 0", "100 / days > 1", "status + '!'", "late ? pace : goal", "status.size() > 3 && late",
            "days % 2 == 0",
            "status < 'm'", "goal >= 1", "[pace, goal].exists(p, p > 1.0)", "late ? days : 1 / 0",
        ])
    func agreement(source: String) throws {
        let program = try Self.environment.compile(source)
        let columns = try Self.columns()
        let whole = program.evaluate(columns: columns)
        let rows = program.evaluateRows(of: columns)
        #expect(whole.count == Self.count)
        var bindings = Bindings(Self.environment)
        for row in 0..<Self.count where row < 100 || row % 97 == 0 {
            for (slot, column) in columns.stored.enumerated() {
                var budget = 1 << 20
                if let cell = column?.cell(row) {
                    try bindings.set(slot: slot, Conversion.value(cell, layout: columns.layout, budget: &budget))
                }
            }
            let single = Result { () throws(CELError) in try program.evaluate(bindings) }
            #expect(Self.same(whole[row], single), "row \(row)")
            #expect(Self.same(rows[row], single), "row \(row)")
        }
    }

    private static func same(_ a: Result<Value, CELError>, _ b: Result<Value, CELError>) -> Bool {
        switch (a, b) {
        case (.success(let a), .success(let b)): a.json == b.json && a.typeName == b.typeName
        case (.failure(let a), .failure(let b)): a == b
        default: false
        }
    }

    @Test("A row that fails does not disturb the others")
    func failures() throws {
        let program = try Self.environment.compile("100 / days > 1")
        var columns = Columns(Self.environment, count: 3)
        try columns.set("days", .ints([5, 0, 500]))
        let result = program.evaluate(columns: columns)
        #expect(result.trueRows == [0])
        #expect(result.errors.keys.sorted() == [1])
        #expect(result.errors[1]?.message == "division by zero")
    }

    @Test("A variable without a column, and null in a column, fail where they are used")
    func missing() throws {
        let program = try Self.environment.compile("pace > 1.0 || late")
        var columns = Columns(Self.environment, count: 2)
        try columns.set("late", .bools([true, false]))
        #expect(program.evaluate(columns: columns).errors.keys.sorted() == [1])
        try columns.set("pace", .values([nil, 2]))
        let result = program.evaluate(columns: columns)
        #expect(result.trueRows == [0, 1])
    }

    @Test("Columns of a wrong length, name or type are refused")
    func refused() {
        var columns = Columns(Self.environment, count: 2)
        #expect(throws: CELError.self) { try columns.set("pace", .doubles([1])) }
        #expect(throws: CELError.self) { try columns.set("pase", .doubles([1, 2])) }
        #expect(throws: CELError.self) { try columns.set("pace", .strings(["a", "b"])) }
        #expect(throws: CELError.self) { try columns.set("pace", .values(["a", "b"])) }
        #expect(throws: CELError.self) { try columns.set("muted", constant: 1) }
    }

    @Test("No rows give no results")
    func empty() throws {
        let result = try Self.environment.compile("pace > 1").evaluate(columns: Columns(Self.environment, count: 0))
        #expect(result.count == 0 && result.errors.isEmpty)
    }
}
