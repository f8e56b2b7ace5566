/// One evaluation: the frame it works on, the memory it uses, what it may still spend.
///
/// Cells that come from here point into the program's constants, the bindings, or the machine's own region.
struct Machine: ~Copyable {
    let code: Unmanaged<Code>
    let frame: UnsafeMutablePointer<Cell>
    /// Provides the values of lazy variables.
    private let bindings: Unmanaged<BindingStorage>?
    var region = Region()
    var steps: Int
    let allocationLimit: Int
    /// How many failures `&&` and the like are holding back.
    private(set) var heldCount = 0
    /// What most evaluations never need; together, so that they need not take it down either.
    private var rare: Rare?

    private final class Rare {
        var failure = Failure(message: "", isFatal: false, instruction: 0)
        var held: [(key: Int, failure: Failure)] = []
        var patterns: [[UInt8]: Pattern] = [:]
    }

    /// `code` and `bindings` must outlive the machine.
    @inline(__always)
    init(code: Code, frame: UnsafeMutablePointer<Cell>, bindings: BindingStorage?) {
        self.code = Unmanaged.passUnretained(code)
        self.frame = frame
        if let bindings { self.bindings = Unmanaged.passUnretained(bindings) } else { self.bindings = nil }
        steps = code.limits.steps
        allocationLimit = code.limits.allocation
    }

    /// Makes the machine as new for another run with the same code.
    mutating func restart() {
        region.reset()
        steps = code._withUnsafeGuaranteedRef { $0.limits.steps }
        heldCount = 0
        rare?.held = []
    }

    var layout: SlotLayout { code._withUnsafeGuaranteedRef { $0.layout } }

    /// The reason of the last failure.
    var failure: Failure {
        get { rare?.failure ?? Failure(message: "", isFatal: false, instruction: 0) }
        set { withRare { $0.failure = newValue } }
    }

    /// Patterns that were not literals, compiled during this evaluation; by their bytes, since texts that look alike
    /// may be different patterns.
    var patterns: [[UInt8]: Pattern] {
        get { rare?.patterns ?? [:] }
        set { withRare { $0.patterns = newValue } }
    }

    @inline(never)
    private mutating func withRare<T>(_ body: (Rare) -> T) -> T {
        if let rare { return body(rare) }
        let made = Rare()
        rare = made
        return body(made)
    }

    // MARK: Failing

    @inline(never)
    mutating func fail(_ message: String) -> Cell {
        failure = Failure(message: message, isFatal: false, instruction: 0)
        steps &-= 20
        return .failed
    }

    @inline(never)
    mutating func failFatally(_ message: String) -> Cell {
        failure = Failure(message: message, isFatal: true, instruction: 0)
        return .failed
    }

    /// No overload of `name` takes arguments of these kinds.
    @inline(never)
    mutating func noOverload(_ name: String, _ arguments: Cell...) -> Cell {
        let answer = fail("no such overload: \(name)(\(arguments.map(\.typeName).joined(separator: ", ")))")
        failure.isMissingOverload = true
        return answer
    }

    @inline(never)
    mutating func noOverload(_ name: String, _ arguments: Arguments) -> Cell {
        let kinds = (0..<arguments.count).map { arguments[$0].typeName }
        let answer = fail("no such overload: \(name)(\(kinds.joined(separator: ", ")))")
        failure.isMissingOverload = true
        return answer
    }

    // MARK: Spending

    /// Whether `count` more steps could be paid.
    @inline(__always)
    mutating func charge(_ count: Int) -> Bool {
        steps &-= count
        return steps >= 0
    }

    @inline(never)
    mutating func outOfSteps() -> Cell {
        failFatally("the evaluation takes more than \(code.takeUnretainedValue().limits.steps) steps")
    }
    @inline(never)
    mutating func outOfMemory() -> Cell { failFatally("the evaluation needs more than \(allocationLimit) bytes") }

    /// Whether `bytes` more may be held; charges the work of filling them.
    mutating func mayAllocate(_ bytes: Int) -> Bool {
        steps &-= bytes >> 5
        return bytes >= 0 && bytes <= allocationLimit &- region.bytesGiven
    }

    // MARK: Making values

    mutating func bytes(_ count: Int) -> UnsafeMutableRawPointer? {
        mayAllocate(count) ? region.allocate(max(1, count)) : nil
    }

    mutating func cells(_ count: Int) -> UnsafeMutablePointer<Cell>? {
        let (size, overflow) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Cell>.stride)
        return !overflow && mayAllocate(size) ? region.cells(max(1, count)) : nil
    }

    mutating func string(_ text: String) -> Cell {
        guard mayAllocate(text.utf8.count) else { return outOfMemory() }
        let copy = region.copy(text)
        return Cell(string: copy.baseAddress, count: copy.count)
    }

    mutating func string(_ bytes: [UInt8]) -> Cell {
        guard mayAllocate(bytes.count) else { return outOfMemory() }
        return Cell(string: bytes.withUnsafeBytes { region.copy($0) }, count: bytes.count)
    }

    mutating func list(_ elements: [Cell]) -> Cell {
        guard let memory = cells(elements.count) else { return outOfMemory() }
        memory.initialize(from: elements, count: elements.count)
        return Cell(list: memory, count: elements.count)
    }

    mutating func optional(_ wrapped: Cell?) -> Cell {
        guard let wrapped else { return Cell(optional: nil) }
        guard let memory = cells(1) else { return outOfMemory() }
        memory.initialize(to: wrapped)
        return Cell(optional: memory)
    }

    mutating func cell(_ value: Value) -> Cell {
        do throws(Conversion.Problem) {
            let before = region.bytesGiven
            let cell = try Conversion.cell(value, in: &region, layout: layout)
            return charge((region.bytesGiven - before) >> 5) && region.bytesGiven <= allocationLimit
                ? cell : outOfMemory()
        } catch {
            return fail(error.message)
        }
    }

    // MARK: Held failures

    @inline(never)
    mutating func hold(_ failure: Failure, key: Int, replacing: Bool) {
        heldCount = withRare { rare in
            if let index = rare.held.firstIndex(where: { $0.key == key }) {
                if replacing { rare.held[index].failure = failure }
            } else {
                rare.held.append((key, failure))
            }
            return rare.held.count
        }
    }

    @inline(never)
    mutating func takeHeld(_ key: Int) -> Failure? {
        guard let rare, let index = rare.held.firstIndex(where: { $0.key == key }) else { return nil }
        heldCount -= 1
        return rare.held.remove(at: index).failure
    }

    func heldFailure(_ key: Int) -> Failure? { rare?.held.first { $0.key == key }?.failure }

    /// After the failure of instruction `at`: where to go on, or nil when it is the whole evaluation's.
    @inline(never)
    mutating func recover(at instruction: Int, code: Code) -> Int? {
        if failure.instruction == 0 { failure.instruction = instruction }
        if failure.isFatal { return nil }
        steps &-= code.handlers.count >> 3
        if steps < 0 {
            _ = outOfSteps()
            return nil
        }
        for handler in code.handlers where handler.start <= instruction && instruction < handler.end {
            switch handler.kind {
            case .hold:
                hold(failure, key: handler.key, replacing: false)
                return handler.target
            case .prefer:
                if let earlier = takeHeld(handler.key) { failure = earlier }
            case .poison(let register):
                hold(failure, key: handler.key, replacing: true)
                frame[Int(register)] = Cell(poisonedBy: handler.key)
                return handler.target
            }
        }
        return nil
    }

    // MARK: Variables

    /// The value behind a place that holds none as such; failed when there is none.
    @inline(never)
    mutating func materialize(_ place: Int) -> Cell {
        let cell = frame[place]
        guard cell.isSpecial else { return cell }
        let code = code.takeUnretainedValue()
        switch cell.tag {
        case Cell.Tag.poisoned:
            if let failure = heldFailure(cell.count) {
                self.failure = failure
                return .failed
            }
            return fail("the variable has no value")
        case Cell.Tag.lazy:
            guard let bindings = bindings?.takeUnretainedValue(), let slot = bindings.slot(of: place, in: code) else {
                break
            }
            switch bindings.provide(slot) {
            case .success(let provided):
                frame[place] = provided
                return provided
            case .failure(let problem): return fail(problem.message)
            }
        default: break
        }
        guard place < code.variableNames.count else { return fail("the variable has no value") }
        let answer = fail("the variable \"\(code.variableNames[place])\" has no value")
        failure.place = code.variablePlaces[place]
        return answer
    }
}
