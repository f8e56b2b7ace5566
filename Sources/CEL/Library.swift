/// A set of functions and macros that an environment may have.
public struct Library: Sendable {
    public let name: String
    let features: Parser.Features
    let functions: [Function]
    let types: [(String, CELType)]

    init(_ name: String, features: Parser.Features = [], functions: [Function] = [], types: [(String, CELType)] = []) {
        self.name = name
        self.features = features
        self.functions = functions
        self.types = types
    }

    /// Operators aside, what every environment has: conversions, `size`, string tests, `matches`, times.
    static let standard = Library(
        "standard", functions: StandardFunctions.all + TimeFunctions.all, types: StandardFunctions.types)

    /// `optional.of(x)`, `a.?b`, `a[?k]`, `[?x]`, `orValue`, `optMap` and the like.
    public static let optionals = Library(
        "optionals", features: .optionals, functions: OptionalFunctions.all,
        types: [("optional_type", .optional(.parameter("T")))])
    /// Macros over positions and elements, keys and values: `all(i, v, p)`, `transformMap(k, v, t)` and the like.
    public static let twoVariableMacros = Library("two-variable macros", features: .twoVariableMacros)
    /// `cel.bind(x, value, expression)`.
    public static let bindings = Library("bindings", features: .bindings)
    /// `cel.block([…], expression)` with `cel.index(n)`, which optimisers write.
    public static let block = Library("block", features: .block)
    /// `charAt`, `indexOf`, `split`, `format` and the like.
    public static let strings = Library("strings", functions: StringFunctions.all + FormatFunction.all)
    /// `math.greatest`, `math.round`, `math.bitAnd` and the like.
    public static let math = Library("math", functions: MathFunctions.all)
    /// `base64.encode`, `base64.decode`.
    public static let encoders = Library("encoders", functions: EncoderFunctions.all)
    /// `ip`, `cidr` and their methods.
    public static let network = Library(
        "network", functions: NetworkFunctions.all,
        types: [("net.IP", .abstract("net.IP", [])), ("net.CIDR", .abstract("net.CIDR", []))])
    /// `distinct`, `flatten`, `range`, `reverse`, `slice`, `sort`, `sortBy`, `first`, `last`.
    public static let lists = Library("lists", features: .lists, functions: ListFunctions.all)
    /// `sets.contains`, `sets.equivalent`, `sets.intersects`.
    public static let sets = Library("sets", functions: SetFunctions.all)
    /// `regex.replace`, `regex.extract`, `regex.extractAll`.
    public static let regex = Library("regex", functions: RegexFunctions.all)

    /// Every extension.
    public static let all: [Library] = [
        .optionals, .twoVariableMacros, .bindings, .block, .strings, .math, .encoders, .network, .lists, .sets, .regex,
    ]
}
