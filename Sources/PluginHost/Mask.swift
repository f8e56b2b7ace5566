import FoundationEssentials
import PluginKit

/// Hides secrets in what programs and servers say, in the forms in which they usually appear.
struct Mask: Sendable {
    private(set) var forms: [String] = []
    /// Bytes of the longest form.
    var longest: Int { forms.map(\.utf8.count).max() ?? 0 }

    static let sign = "‹secret›"

    mutating func hide(_ secrets: [String]) {
        for secret in secrets {
            let bytes = Array(secret.utf8)
            var json = JSONOutput()
            json.string(secret)
            let escaped = String(decoding: json.bytes.dropFirst().dropLast(), as: UTF8.self)
            let hexadecimal = bytes.map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined()
            let percent = bytes.map { byte -> String in
                let isPlain =
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"):
                        true
                    default: "-._~".utf8.contains(byte)
                    }
                let digits = String(byte, radix: 16, uppercase: true)
                return isPlain ? String(Character(Unicode.Scalar(byte))) : "%" + (byte < 16 ? "0" + digits : digits)
            }.joined()
            let base64 = Data(bytes).base64EncodedString()
            let unpadded = String(base64.prefix { $0 != "=" })
            for form in [secret, escaped, base64, unpadded, hexadecimal, percent]
            where form.utf8.count > 2 && !forms.contains(form) {
                forms.append(form)
            }
        }
        // Longer forms first: one may hold another.
        forms.sort { $0.utf8.count > $1.utf8.count }
    }

    func callAsFunction(_ text: String) -> String {
        forms.reduce(text) { $0.replacing($1, with: Self.sign) }
    }
}
