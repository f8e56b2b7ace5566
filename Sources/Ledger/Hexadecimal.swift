extension Sequence<UInt8> {
    /// The bytes as lower-case hexadecimal digits, two a byte: how hashes are shown.
    public var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
