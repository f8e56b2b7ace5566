// Starts a program under a supervisor that leaves nothing behind.
//
// In C because code between fork and exec may use nothing but system calls, which Swift cannot promise.

#ifndef ONPACE_SUPERVISOR_H
#define ONPACE_SUPERVISOR_H

#include <stdint.h>
#include <sys/types.h>

struct onpace_child {
    /// The program's path and its arguments, and its whole environment; each ends with NULL.
    char *const *arguments;
    char *const *environment;
    /// The folder it works in.
    const char *folder;
    /// The program's ends of its three standard streams.
    int input, output, log;
    /// The supervisor ends everything when the other end of this pipe is closed, by will or by death.
    int leash;
    /// Where the supervisor writes one `onpace_end` when nothing is left running.
    int report;
    /// Most seconds of processor time of one process, bytes of memory of all, bytes of a file, processes at once.
    uint64_t cpu_seconds, memory, file_size, processes;
    /// Whether the system refuses it sockets, and looking into other programs.
    int denies_network;
};

enum onpace_end_kind {
    onpace_exited = 0,      // value: exit status
    onpace_signalled = 1,   // value: signal
    onpace_not_started = 2, // value: errno
    onpace_too_many = 3,    // value: processes counted
    onpace_too_big = 4,     // value: MB counted
    onpace_let_go = 5,      // ended by the leash
};

struct onpace_end {
    int32_t kind;
    int32_t value;
};

/// Starts the program in a session of its own. Returns the supervisor's process id, or -errno.
///
/// Linux only: elsewhere -ENOSYS.
pid_t onpace_supervise(const struct onpace_child *child);

/// Whether `denies_network` can be kept here.
int onpace_can_deny_network(void);

/// A pipe whose ends no other program inherits: read end first. Returns 0, or -1 with errno.
int onpace_pipe(int ends[2]);

/// Writes like `write`, but a reader that went away is EPIPE and never a signal that ends this program.
ssize_t onpace_write(int file, const void *bytes, size_t count);

#endif
