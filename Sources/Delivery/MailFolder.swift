#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder into which mails are dropped as `.eml` files, each named after its delivery.
///
/// A file appears under its name only when it is whole and saved; one that is there already was delivered before.
struct MailFolder {
    let path: String

    func deliver(id: String, _ payload: [UInt8]) throws(DeliveryFailure) {
        try Folder.make(path)
        let name = "\(path)/\(id).eml"
        guard access(name, F_OK) != 0 else { return try Folder.synchronise(path) }
        // The same temporary name at every attempt, so that nothing is left behind by a process that was killed.
        let temporary = "\(path)/.\(id).tmp"
        do {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
            var rest = payload[...]
            while !rest.isEmpty { rest = rest.dropFirst(try file.writeOnce(rest)) }
            try file.synchronise()
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, name) == 0 else { throw OpenFile.failure("name", name) }
        try Folder.synchronise(path)
    }
}
