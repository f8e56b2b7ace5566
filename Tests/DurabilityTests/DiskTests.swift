import Foundation
import TestSupport
import Testing

/// A shell in a mount namespace of its own, where it may mount small and read-only file systems that nobody else sees.
private enum Disk {
    private static let unshare = URL(fileURLWithPath: "/usr/bin/unshare")

    static let mayMount =
        FileManager.default.isExecutableFile(atPath: unshare.path)
        && ((try? OnPaceBinary.run(
            unshare, ["-rm", "/bin/sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]))?.status == 0)
    static let cannotMount: Comment = "skipped: this system lets nobody mount a file system in a namespace of their own"

    /// Runs a script with `$city` (a workspace) and `$disk` (an empty folder to mount on); `say COMMAND …` runs a
    /// command on the workspace at `$disk` and prints what it said and its exit status.
    ///
    /// - Returns: what was said, the folder's path cut out.
    static func run(_ city: City, _ script: String) throws -> String {
        let folder = try TemporaryFolder()
        let outcome = try OnPaceBinary.run(
            unshare,
            [
                "-rm", "/bin/sh", "-uc",
                """
                onpace="$1"; city="$2"; disk="$3"
                say() { command="$1"; shift; "$onpace" "$command" --workspace "$disk" "$@" 2>&1; echo "status $?"; }
                fill() { dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null; }
                \(script)
                """, "sh", OnPaceBinary.executable("onpace").path, city.url.path, folder.url.path,
            ])
        try #require(outcome.status == 0, "\(outcome.stderr)\(outcome.stdout)")
        return outcome.stdout.replacingOccurrences(of: folder.url.path + "/", with: "")
    }
}

@Suite("A disk that does not take what is written", .serialized, .enabled(if: Disk.mayMount, Disk.cannotMount))
struct DiskTests {
    /// A small file, and one that does not fit beside much else.
    private static func city() throws -> City {
        let city = try City.reporting()
        _ = try city.file("small.csv", ["2026-01-05,w1,visits,12"])
        _ = try city.file(
            "large.csv",
            (0..<12_000).map { row in
                // Values that no packing makes small.
                "\(City.month(row / 5)),w\(1 + row % 5),visits,\(Double(row) + 0.1)"
            })
        return city
    }

    private static let full =
        "State/ledger.sqlite: the disk is full; nothing was changed. Make room and run again\nstatus 74\n"

    @Test("because it is full: nothing of the file is taken, and all of it when there is room")
    func full() throws {
        let said = try Disk.run(
            Self.city(),
            """
            mount -t tmpfs -o size=3m tmpfs "$disk" && cp -r "$city"/. "$disk" && rm -r "$disk/State" || exit 1
            say ingest "$disk/Data/small.csv"
            fill
            say ingest "$disk/Data/large.csv"
            rm "$disk/filler"
            say verify
            # Room for the log's index, and for no more than a few pages of values.
            dd if=/dev/zero of="$disk/room" bs=4k count=40 2>/dev/null; fill; rm "$disk/room"
            say ingest "$disk/Data/large.csv"
            rm "$disk/filler"
            say verify
            say ingest "$disk/Data/large.csv"
            say verify
            """)
        let parts = said.components(
            separatedBy: "head "
        ).map { $0.split(separator: "\n").filter { !$0.hasPrefix("status 0") } }
        try #require(parts.count == 4, "\(said)")
        #expect(said.components(separatedBy: Self.full).count == 3, "both attempts were refused: \(said)")
        for part in parts.dropLast(
            2)
        { #expect(part.last?.hasPrefix("1 batch, 1 value: as they were written") == true, "\(said)") }
        #expect(parts[2].contains("Data/large.csv: batch 2, 12,000 values"), "\(said)")
        #expect(parts[2].last?.hasPrefix("2 batches, 12,001 values: as they were written") == true, "\(said)")
    }

    @Test("because it is full: what could not be told waits, and is told once when there is room")
    func fullForLogs() throws {
        let city = try Self.city()
        let said = try Disk.run(
            city,
            """
            mount -t tmpfs -o size=3m tmpfs "$disk" && cp -r "$city"/. "$disk" || exit 1
            say run --as-of \(City.sunday(8)) --no-deliver >/dev/null
            # The store is elsewhere; only what is told has no room.
            mkdir -p "$disk/State/outbox" && mount -t tmpfs -o size=4k tmpfs "$disk/State/outbox" || exit 1
            dd if=/dev/zero of="$disk/State/outbox/filler" bs=4k 2>/dev/null
            say deliver
            say deliver
            rm "$disk/State/outbox/filler"; umount "$disk/State/outbox"
            say deliver
            say deliver
            say verify
            ls -A "$disk/State/outbox" | wc -l
            wc -l < "$disk/State/alerts.log"
            sort -u "$disk/State/alerts.log" | wc -l
            """)
        #expect(said.components(separatedBy: "cannot write State/outbox").count == 3, "\(said)")
        #expect(said.components(separatedBy: "the disk is full; it stays in the outbox").count == 3, "\(said)")
        #expect(said.components(separatedBy: "status 4\n").count == 3, "\(said)")
        #expect(said.contains("1 message delivered\nstatus 0\n0 messages delivered\nstatus 0\n"), "\(said)")
        let counts = said.split(separator: "\n").suffix(3).compactMap { Int($0) }
        try #require(counts.count == 3, "\(said)")
        #expect(counts[0] == 1)
        #expect(counts[1] > 0 && counts[1] == counts[2])
    }

    @Test("because it may only be read: refused in words, nothing changed")
    func readOnly() throws {
        let city = try Self.city()
        let said = try Disk.run(
            city,
            """
            mount --bind "$city" "$disk" && mount -o remount,ro,bind "$disk" || exit 1
            say ingest "$disk/Data/small.csv"
            say run --as-of \(City.sunday(8))
            """)
        let lines = said.split(separator: "\n")
        #expect(lines.count == 4 && lines[1] == "status 74" && lines[3] == "status 74", "\(said)")
        for line in [lines[0], lines[2]] {
            #expect(line.hasPrefix("onpace: State/ledger.sqlite: the store "), "\(said)")
            #expect(line.contains("be written"), "\(said)")
        }
        #expect(try city.complete(["verify"]).stdout.hasPrefix("1 batch, "))
    }

    @Test("because the folder of a partial file may only be read: nothing of the file is taken")
    func rejectedRows() throws {
        let city = try Self.city()
        _ = try city.file("partly.csv", ["2026-01-05,w1,visits,99", "2026-01-05,w77,visits,1"])
        let said = try Disk.run(
            city,
            """
            mount --bind "$city" "$disk" && mount --bind "$city/Data" "$disk/Data" || exit 1
            mount -o remount,ro,bind "$disk/Data" || exit 1
            say ingest --partial "$disk/Data/partly.csv"
            say verify
            """)
        #expect(said.hasPrefix("Data/partly.csv: error: Data/partly.csv.rejected.csv cannot be written: "), "\(said)")
        #expect(said.contains("; nothing of the file was taken\nstatus 74\n1 batch, "), "\(said)")
    }
}
