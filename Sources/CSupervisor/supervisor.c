#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#ifndef __linux__

pid_t onpace_supervise(const struct onpace_child *child) {
    (void)child;
    return -ENOSYS;
}

int onpace_can_deny_network(void) { return 0; }

#else

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

// Everything here runs in a fork of a program with threads: system calls only, no memory from the heap.

enum { most_processes = 8192, tick_milliseconds = 20, ticks_between_scans = 10 };

struct process {
    pid_t id, parent;
    uint64_t memory;
    bool below;
};

static struct process processes[most_processes];

static long read_file(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    long count = read(file, text, size - 1);
    close(file);
    if (count < 0) return -1;
    text[count] = 0;
    return count;
}

static char *append(char *to, const char *text) {
    while (*text) *to++ = *text++;
    *to = 0;
    return to;
}

// Reads parent and resident memory of one process; false when it is gone.
static bool read_process(const char *name, struct process *process) {
    char path[64], text[512];
    append(append(append(path, "/proc/"), name), "/stat");
    if (read_file(path, text, sizeof text) <= 0) return false;
    // "id (name) state parent …": the name may hold anything, so its last parenthesis counts.
    char *rest = strrchr(text, ')');
    if (!rest || strlen(rest) < 5) return false;
    process->id = atoi(name);
    process->parent = atoi(rest + 4);
    process->below = false;
    process->memory = 0;
    // Resident pages are the 22nd field behind the name.
    int field = 0;
    for (char *next = rest + 1; *next; next++) {
        if (*next == ' ' && ++field == 22) {
            process->memory = strtoull(next + 1, NULL, 10) * 4096;
            break;
        }
    }
    return true;
}

// Finds all processes below this one; returns how many there are.
static int find_descendants(uint64_t *memory) {
    static char buffer[32768];
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return 0;
    int count = 0;
    long size;
    while ((size = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < size;) {
            // struct linux_dirent64: inode 8, offset 8, length 2, type 1, name.
            unsigned short length;
            memcpy(&length, buffer + at + 16, sizeof length);
            const char *name = buffer + at + 19;
            if (name[0] >= '1' && name[0] <= '9' && count < most_processes && read_process(name, &processes[count]))
                count++;
            at += length;
        }
    }
    close(folder);
    pid_t self = getpid();
    int found = 0;
    uint64_t bytes = 0;
    for (bool grew = true; grew;) {
        grew = false;
        for (int i = 0; i < count; i++) {
            if (processes[i].below) continue;
            bool below = processes[i].parent == self;
            for (int j = 0; j < count && !below; j++)
                below = processes[j].below && processes[j].id == processes[i].parent;
            if (!below) continue;
            processes[i].below = grew = true;
            bytes += processes[i].memory;
            found++;
        }
    }
    // Found processes first, so that they can be walked without the rest.
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (processes[i].below) processes[kept++] = processes[i];
    if (memory) *memory = bytes;
    return found;
}

// How many threads the machine runs: one small file says whether counting processes is worth while.
static int running_threads(void) {
    char text[128];
    if (read_file("/proc/loadavg", text, sizeof text) <= 0) return 0;
    char *slash = strchr(text, '/');
    return slash ? atoi(slash + 1) : 0;
}

static void limit(int what, uint64_t value) {
    struct rlimit limit = {value, value};
    setrlimit(what, &limit);
}

static void close_all_but(int *kept, int count) {
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++)
            if (kept[j] < kept[i]) {
                int other = kept[i];
                kept[i] = kept[j];
                kept[j] = other;
            }
    int from = 0;
    for (int i = 0; i <= count; i++) {
        int to = i < count ? kept[i] - 1 : 1 << 20;
        if (from <= to && syscall(SYS_close_range, from, to, 0) != 0)
            for (int file = from; file <= to && file < 65536; file++) close(file);
        if (i < count) from = kept[i] + 1;
    }
}

static void reset_signals(void) {
    struct sigaction usual = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

#if defined(__x86_64__)
#define native_architecture AUDIT_ARCH_X86_64
#define first_foreign_call 0x40000000u  // the calls of x32 begin here
#elif defined(__aarch64__)
#define native_architecture AUDIT_ARCH_AARCH64
#define first_foreign_call 0xffffffffu
#else
#define native_architecture 0
#define first_foreign_call 0xffffffffu
#endif

int onpace_can_deny_network(void) { return native_architecture != 0 && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0; }

// Refuses sockets, what opens them by another way, and looking into other programs. Holds for everything it starts.
static bool deny_network(void) {
    static const unsigned denied[] = {
        SYS_socket, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
        425,  // io_uring_setup, which some headers do not name
        438,  // pidfd_getfd
    };
    enum { count = sizeof denied / sizeof *denied };
    struct sock_filter program[5 + 2 * count + 1] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native_architecture, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        // A foreign call jumps over the first question to its refusal.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first_foreign_call, 1, 0),
    };
    int at = 5;
    for (int i = 0; i < count; i++) {
        program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, denied[i], 0, 1);
        program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES);
    }
    program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog whole = {(unsigned short)at, program};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0;
}

// The program's own side of the fork; returns only when it cannot be started.
static void become(const struct onpace_child *child) {
    setsid();
    if (dup2(child->input, 0) < 0 || dup2(child->output, 1) < 0 || dup2(child->log, 2) < 0) return;
    if (chdir(child->folder) != 0) return;
    reset_signals();
    umask(077);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 256);
    limit(RLIMIT_FSIZE, child->file_size);
    limit(RLIMIT_DATA, child->memory);
    struct rlimit cpu = {child->cpu_seconds, child->cpu_seconds + 1};
    setrlimit(RLIMIT_CPU, &cpu);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (child->denies_network && !deny_network()) return;
    execve(child->arguments[0], child->arguments, child->environment);
}

// Kills whatever is left, wherever it fled, and reaps it.
static void end_all(pid_t main) {
    kill(-main, SIGKILL);
    kill(main, SIGKILL);
    for (int round = 0; round < 5000; round++) {
        pid_t reaped;
        while ((reaped = waitpid(-1, NULL, WNOHANG | __WALL)) > 0) {}
        if (reaped < 0 && errno == ECHILD) return;
        int found = find_descendants(NULL);
        for (int i = 0; i < found; i++) kill(processes[i].id, SIGKILL);
        struct timespec pause = {0, 1000000};
        nanosleep(&pause, NULL);
    }
}

static struct onpace_end describe(int status) {
    struct onpace_end end = {onpace_exited, WEXITSTATUS(status)};
    if (WIFSIGNALED(status)) {
        end.kind = onpace_signalled;
        end.value = WTERMSIG(status);
    }
    return end;
}

// Waits until the program ends, takes too much, or the leash is let go.
static struct onpace_end watch(const struct onpace_child *child, pid_t main) {
    int handle = (int)syscall(SYS_pidfd_open, main, 0);
    int threads = running_threads();
    struct onpace_end end = {onpace_let_go, 0};
    for (int tick = 1;; tick++) {
        struct pollfd files[2] = {{child->leash, POLLIN, 0}, {handle, POLLIN, 0}};
        int ready = poll(files, handle < 0 ? 1 : 2, tick_milliseconds);
        int status;
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG | __WALL)) > 0)
            if (ended == main) return describe(status);
        if (ready > 0 && files[0].revents) return end;
        if (running_threads() - threads <= (int)child->processes && tick % ticks_between_scans != 0) continue;
        uint64_t memory;
        int found = find_descendants(&memory);
        if (found > (int)child->processes) {
            end.kind = onpace_too_many;
            end.value = found;
            return end;
        }
        if (memory > child->memory) {
            end.kind = onpace_too_big;
            end.value = (int32_t)(memory >> 20);
            return end;
        }
    }
}

static void supervise(const struct onpace_child *child) {
    setsid();
    reset_signals();
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    int kept[] = {child->input, child->output, child->log, child->leash, child->report};
    close_all_but(kept, 5);
    struct onpace_end end = {onpace_not_started, 0};
    int trouble[2];
    if (pipe2(trouble, O_CLOEXEC) != 0) {
        end.value = errno;
    } else {
        pid_t main = fork();
        if (main == 0) {
            become(child);
            int code = errno;
            if (write(trouble[1], &code, sizeof code) < 0) _exit(126);
            _exit(127);
        }
        if (main < 0) {
            end.value = errno;
        } else {
            close(trouble[1]);
            close(child->input);
            close(child->output);
            close(child->log);
            int code = 0;
            if (read(trouble[0], &code, sizeof code) == sizeof code) {
                end.value = code;
            } else {
                end = watch(child, main);
            }
            end_all(main);
        }
    }
    if (write(child->report, &end, sizeof end) < 0) _exit(1);
    _exit(0);
}

pid_t onpace_supervise(const struct onpace_child *child) {
    sigset_t all, before;
    sigfillset(&all);
    // No handler of the host may run in the fork before they are reset.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t supervisor = fork();
    if (supervisor == 0) {
        supervise(child);
        _exit(1);
    }
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return supervisor < 0 ? -code : supervisor;
}

#endif

int onpace_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

ssize_t onpace_write(int file, const void *bytes, size_t count) {
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    bool was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    ssize_t done = write(file, bytes, count);
    int code = errno;
    if (done < 0 && code == EPIPE && !was_pending) {
        // Take the signal that the write raised before it can be delivered.
        int number;
        sigpending(&pending);
        if (sigismember(&pending, SIGPIPE) == 1) sigwait(&pipe_signal, &number);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = code;
    return done;
}
