import Foundation
import Testing

#if os(Linux)

/// What plugins must not leave behind.
enum Remains {
    /// Expects that no process, zombie or temporary folder of a rogue is left.
    static func expectNone(of name: String) throws {
        let mark = "ONPACE_PLUGIN=\(Rogues.plugin(name).id)"
        let own = String(getpid())
        for id in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(id) != nil && id != own {
            // A process that ends while it is looked at is not there.
            let environment = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(id)/environ"))) ?? Data()
            let variables = environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            #expect(!variables.contains(mark), "the process \(id) of \(name) is still there")
            let state = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
            let fields = state.split(separator: ")").last?.split(separator: " ") ?? []
            let isOurZombie = fields.count > 1 && fields[0] == "Z" && fields[1] == own
            #expect(!(isOurZombie && state.contains("(python3")), "the process \(id) of \(name) is a zombie")
        }
        let folder = FileManager.default.temporaryDirectory.path
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasPrefix("onpace-plugin-\(own)-")
        }
        #expect(left.isEmpty, "\(left)")
    }

    /// Expects that no process with this variable works below a folder.
    static func expectNone(marked mark: String, in folder: String) throws {
        for id in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int(id) != nil {
            let environment = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(id)/environ"))) ?? Data()
            guard environment.split(separator: 0).contains(Data(mark.utf8)) else { continue }
            let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd")
            #expect(place?.hasPrefix(folder) != true, "the process \(id) is still there")
        }
    }

    static func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}

#endif
