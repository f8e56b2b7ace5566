/// A compiled expression, ready to run and shared by all evaluations. Immutable once made.
final class Code: @unchecked Sendable {
    let instructions: UnsafeMutablePointer<Instruction>
    let instructionCount: Int
    /// In reverse, so that they can be copied to below the frame's zero.
    let constants: UnsafeMutablePointer<Cell>
    let constantCount: Int
    let frameSize: Int
    /// For each variable of the program its slot in the bindings.
    let slots: UnsafeMutableBufferPointer<Int>
    let variableNames: [String]
    /// Where each variable is named first.
    let variablePlaces: [Place]
    let layout: SlotLayout
    let functions: [Function]
    let patterns: [Pattern]
    let handlers: [Handler]
    let messages: [String]
    /// For each instruction the place in the source its failures point at.
    let places: [Place]
    let limits: Limits
    /// What the instructions were made from, for evaluations over columns.
    let syntax: Syntax
    let references: [Analysis.Reference]
    /// Owns what the constants point at.
    private let memory: RegionOwner

    init(
        _ builder: consuming CodeBuilder, syntax: Syntax, analysis: Analysis, layout: SlotLayout, slots: [Int],
        limits: Limits
    ) {
        instructionCount = builder.instructions.count
        instructions = .allocate(capacity: max(1, instructionCount))
        instructions.initialize(from: builder.instructions, count: instructionCount)
        constantCount = builder.constants.count
        constants = .allocate(capacity: max(1, constantCount))
        for (index, constant) in builder.constants.reversed().enumerated() {
            (constants + index).initialize(to: constant)
        }
        frameSize = constantCount + builder.highest
        functions = builder.functions
        patterns = builder.patterns
        handlers = builder.handlers
        messages = builder.messages
        places = builder.places
        memory = builder.memory
        self.layout = layout
        self.slots = .allocate(capacity: slots.count)
        _ = self.slots.initialize(from: slots)
        variableNames = analysis.variables.map(\.name)
        variablePlaces = analysis.variables.map { Place(of: syntax[$0.node]) }
        self.syntax = syntax
        references = analysis.references
        self.limits = limits
    }

    deinit {
        instructions.deallocate()
        constants.deallocate()
        slots.deallocate()
    }
}

/// A part of the source, in bytes.
struct Place {
    var offset: Int32
    var length: Int32

    init(of node: Syntax.Node) {
        offset = Int32(clamping: node.offset)
        length = Int32(clamping: node.length)
    }
}

/// A region with a life of its own.
final class RegionOwner {
    var region = Region()
}

/// What the compiler has produced so far.
struct CodeBuilder {
    var instructions: [Instruction] = []
    var constants: [Cell] = []
    var functions: [Function] = []
    var patterns: [Pattern] = []
    var handlers: [Handler] = []
    var messages: [String] = []
    var places: [Place] = []
    /// Variables and temporaries needed.
    var highest = 0
    let memory = RegionOwner()
}
