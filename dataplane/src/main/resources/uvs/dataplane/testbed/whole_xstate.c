/*
 * Loaded into user-mode Linux in place of the C library's ptrace.
 *
 * Linux takes the registers of a traced process (NT_X86_XSTATE) only as a whole XSAVE area, as long as this
 * processor's is. User-mode Linux 6.1 knows areas of up to 2696 bytes; a processor with AMX has 11008, and the
 * kernel answers EFAULT. Here the part that user-mode Linux knows is laid over the rest as the process has it.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PEEKTEXT = 1, PEEKUSER = 3, GETREGSET = 0x4204, SETREGSET = 0x4205 };

static long set_whole_xstate(pid_t pid, const struct iovec *known)
{
    static char area[64 * 1024];
    struct iovec whole = { area, sizeof area };

    if (syscall(SYS_ptrace, GETREGSET, pid, NT_X86_XSTATE, &whole) < 0 || whole.iov_len < known->iov_len) {
        return syscall(SYS_ptrace, SETREGSET, pid, NT_X86_XSTATE, known);
    }
    memcpy(area, known->iov_base, known->iov_len);
    return syscall(SYS_ptrace, SETREGSET, pid, NT_X86_XSTATE, &whole);
}

long ptrace(int request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    pid_t pid = va_arg(arguments, pid_t);
    void *address = va_arg(arguments, void *);
    void *data = va_arg(arguments, void *);
    va_end(arguments);

    if (request == SETREGSET && (long) address == NT_X86_XSTATE) {
        return set_whole_xstate(pid, data);
    }
    if (request >= PEEKTEXT && request <= PEEKUSER) {
        /* The system call stores the word which the library's function answers. */
        long word;
        return syscall(SYS_ptrace, request, pid, address, &word) < 0 ? -1 : word;
    }
    return syscall(SYS_ptrace, request, pid, address, data);
}
