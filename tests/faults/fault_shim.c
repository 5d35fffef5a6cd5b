// SPDX-License-Identifier: MIT OR Apache-2.0
// A shared object for LD_PRELOAD that lets the machine below axle fail: power, short transfers, memory, clock, boot id.
// It also sends signals at chosen moments.
//
// Takes: environment variables, all optional; without any, everything is as ever.
//   FAULT_POWER_AT=k      the power goes before the k-th change to the disk (tests/faults/power_loss.py)
//   FAULT_POWER_KEEP=s    0: unsynced contents are lost whole; else a random beginning of each stays, by this seed
//   FAULT_NO_LINKS=1      no file can have a second name
//   FAULT_SIGNAL_AT=k     before the k-th change to the disk the program gets the signal FAULT_SIGNAL, and takes it
//   FAULT_SHORT=one|half  reads and writes of files do one byte, or half of what was asked
//   FAULT_MEMORY_AT=n     the n-th allocation fails;  FAULT_MEMORY_STICKY=1: and all after it
//   FAULT_CLOCK=s         the wall clock is so many seconds ahead
//   FAULT_BOOT_ID=text    what the kernel says the boot is
//   FAULT_REPORT=path     at the end: how many changes to the disk, allocations and shortened transfers there were
// Model: the disk has all names as they were before the k-th change (a journal that keeps the order, as that of ext4,
//   xfs and btrfs), and of the contents only what was synced. With k over all changes this is every state that such
//   a file system can come back to: losing the last renames is the same as an earlier k.
// Only a program called `axle` is hurt, from main() to its end; what it starts is not.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { k_files = 4096, k_power_status = 137 };

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);

static atomic_bool active;
static long power_at, signal_at, signal_number, memory_at, clock_offset;
static unsigned power_keep;
static bool tracks_disk, no_links, memory_sticky, short_one, short_half;
static const char *boot_id, *report;
static atomic_long allocations, short_transfers;
static long changes;

// Files that were written and not synced: how much of each is safe.
static struct {
  dev_t device;
  ino_t inode;
  off_t safe;
  int own;  // a description of our own, so that no lock of the program lives on in it
} files[k_files];
static size_t file_count;
static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;

/// The real syscall(2) of libc: the one below is ours.
static long (*kernel(void))(long, ...) {
  static long (*next)(long, ...);
  if (!next) {
    next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  }
  return next;
}

static long number(const char* name) {
  const char* text = getenv(name);
  return text ? atol(text) : 0;
}

// ---- Power ----

static size_t find_file(const struct stat* status) {
  size_t i = 0;
  while (i < file_count && (files[i].inode != status->st_ino || files[i].device != status->st_dev)) {
    ++i;
  }
  return i;
}

/// A file is about to get content: what it has now is as safe as it was.
static void note_write(int file) {
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || find_file(&status) < file_count ||
      file_count == k_files) {
    return;
  }
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  const int own = (int)kernel()(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
  if (own >= 0) {
    files[file_count].device = status.st_dev;
    files[file_count].inode = status.st_ino;
    files[file_count].safe = status.st_size;
    files[file_count++].own = own;
  }
}

static void note_sync(int file, bool everything) {
  struct stat status;
  if (fstat(file, &status) != 0) {
    return;
  }
  for (size_t i = 0; i < file_count; ++i) {
    if (files[i].device == status.st_dev && (everything || files[i].inode == status.st_ino)) {
      struct stat now;
      files[i].safe = fstat(files[i].own, &now) == 0 ? now.st_size : files[i].safe;
    }
  }
}

static void lose_power(void) {
  for (size_t i = 0; i < file_count; ++i) {
    struct stat now;
    if (fstat(files[i].own, &now) == 0 && now.st_size > files[i].safe) {
      const off_t kept = power_keep ? rand_r(&power_keep) % (now.st_size - files[i].safe + 1) : 0;
      kernel()(SYS_ftruncate, files[i].own, files[i].safe + kept);
    }
  }
  _exit(k_power_status);
}

// ---- Signals ----

/// Sends the signal to the whole program, and waits until a thread that waits for signals has taken it.
static void send_and_wait(int signal) {
  enum { k_attempts = 10000 };
  const struct timespec pause = {.tv_sec = 0, .tv_nsec = 1000000};
  sigset_t pending;
  kill(getpid(), signal);
  for (int i = 0; i < k_attempts && sigpending(&pending) == 0 && sigismember(&pending, signal) == 1; ++i) {
    nanosleep(&pause, NULL);
  }
}

/// Twice: who has come to take the second one has done what the first one asked for.
static void interrupt(void) {
  send_and_wait((int)signal_number);
  send_and_wait((int)signal_number);
}

/// Called with the lock held, before each change.
static void count_change(void) {
  if (++changes == power_at) {
    lose_power();
  }
  if (changes == signal_at) {
    interrupt();
  }
}

static bool begin_change(void) {
  if (!active || !tracks_disk) {
    return false;
  }
  pthread_mutex_lock(&disk);
  count_change();
  return true;
}

static void end_change(bool began) {
  if (began) {
    const int kept = errno;
    pthread_mutex_unlock(&disk);
    errno = kept;
  }
}

// Each call that changes names, with the order of the changes kept.
#define CHANGE(name, number, parameters, ...)           \
  int name parameters {                                 \
    const bool began = begin_change();                  \
    const int result = (int)kernel()(number, __VA_ARGS__); \
    end_change(began);                                  \
    return result;                                      \
  }

CHANGE(mkdir, SYS_mkdirat, (const char* path, mode_t mode), AT_FDCWD, path, mode)
CHANGE(mkdirat, SYS_mkdirat, (int at, const char* path, mode_t mode), at, path, mode)
CHANGE(rmdir, SYS_unlinkat, (const char* path), AT_FDCWD, path, AT_REMOVEDIR)
CHANGE(unlink, SYS_unlinkat, (const char* path), AT_FDCWD, path, 0)
CHANGE(unlinkat, SYS_unlinkat, (int at, const char* path, int flags), at, path, flags)
CHANGE(symlink, SYS_symlinkat, (const char* to, const char* path), to, AT_FDCWD, path)
CHANGE(symlinkat, SYS_symlinkat, (const char* to, int at, const char* path), to, at, path)
CHANGE(rename, SYS_renameat2, (const char* from, const char* to), AT_FDCWD, from, AT_FDCWD, to, 0)
CHANGE(renameat, SYS_renameat2, (int from, const char* name, int to, const char* other), from, name, to, other, 0)
CHANGE(renameat2, SYS_renameat2, (int from, const char* name, int to, const char* other, unsigned flags), from, name,
       to, other, flags)

int linkat(int from, const char* name, int to, const char* other, int flags) {
  if (active && no_links) {
    errno = EPERM;
    return -1;
  }
  const bool began = begin_change();
  const int result = (int)kernel()(SYS_linkat, from, name, to, other, flags);
  end_change(began);
  return result;
}
int link(const char* from, const char* to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

static int sync_call(long call, int file, bool everything) {
  const bool began = begin_change();
  const int result = (int)kernel()(call, file);
  if (began && result == 0) {
    note_sync(file, everything);
  }
  end_change(began);
  return result;
}

int fsync(int file) { return sync_call(SYS_fsync, file, false); }
int fdatasync(int file) { return sync_call(SYS_fdatasync, file, false); }
int syncfs(int file) { return sync_call(SYS_syncfs, file, true); }

int ftruncate(int file, off_t size) {
  const bool began = begin_change();
  if (began) {
    note_write(file);
  }
  const int result = (int)kernel()(SYS_ftruncate, file, size);
  end_change(began);
  return result;
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

// ---- Opening ----

static int answer_boot_id(void) {
  const int file = (int)kernel()(SYS_memfd_create, "boot_id", MFD_CLOEXEC);
  if (file >= 0) {
    kernel()(SYS_pwrite64, file, boot_id, strlen(boot_id), 0L);
  }
  return file;
}

static int open_call(int at, const char* path, int flags, mode_t mode) {
  if (active && boot_id && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0) {
    return answer_boot_id();
  }
  const bool began = (flags & (O_CREAT | O_TRUNC)) != 0 && begin_change();
  const int result = (int)kernel()(SYS_openat, at, path, flags, mode);
  end_change(began);
  return result;
}

#define OPEN(name, at, ...)                            \
  int name(__VA_ARGS__ const char* path, int flags, ...) { \
    va_list rest;                                      \
    va_start(rest, flags);                             \
    const mode_t mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                      \
    return open_call(at, path, flags, mode);           \
  }
#define FOLDER int folder,

/// What libc has no function for: openat2, by which files are created below a folder.
long syscall(long call, ...) {
  va_list rest;
  va_start(rest, call);
  long words[6];
  for (int i = 0; i < 6; ++i) {
    words[i] = va_arg(rest, long);
  }
  va_end(rest);
  const bool creates = call == SYS_openat2 && (((const struct open_how*)words[2])->flags & O_CREAT) != 0;
  const bool began = creates && begin_change();
  const long result = kernel()(call, words[0], words[1], words[2], words[3], words[4], words[5]);
  end_change(began);
  return result;
}

OPEN(open, AT_FDCWD, )
OPEN(open64, AT_FDCWD, )
OPEN(openat, folder, FOLDER)
OPEN(openat64, folder, FOLDER)

// ---- Transfers ----

static size_t shortened(int file, size_t size) {
  struct stat status;
  if (!active || !(short_one || short_half) || size < 2 || fstat(file, &status) != 0 || S_ISSOCK(status.st_mode)) {
    return size;
  }
  atomic_fetch_add(&short_transfers, 1);
  return short_one ? 1 : size / 2;
}

static ssize_t write_call(long call, int file, const void* data, size_t size, off_t offset) {
  struct stat status;
  size = shortened(file, size);
  // A pipe may block; nothing else shall wait for it.
  const bool began = tracks_disk && fstat(file, &status) == 0 && S_ISREG(status.st_mode) && begin_change();
  if (began) {
    note_write(file);
  }
  const ssize_t result = kernel()(call, file, data, size, offset);
  end_change(began);
  return result;
}

ssize_t write(int file, const void* data, size_t size) { return write_call(SYS_write, file, data, size, 0); }
ssize_t pwrite(int file, const void* data, size_t size, off_t offset) {
  return write_call(SYS_pwrite64, file, data, size, offset);
}
ssize_t pwrite64(int file, const void* data, size_t size, off64_t offset) {
  return write_call(SYS_pwrite64, file, data, size, offset);
}
ssize_t read(int file, void* data, size_t size) { return kernel()(SYS_read, file, data, shortened(file, size)); }
ssize_t pread(int file, void* data, size_t size, off_t offset) {
  return kernel()(SYS_pread64, file, data, shortened(file, size), offset);
}
ssize_t pread64(int file, void* data, size_t size, off64_t offset) { return pread(file, data, size, offset); }

ssize_t copy_file_range(int from, off64_t* from_offset, int to, off64_t* to_offset, size_t size, unsigned flags) {
  const bool began = begin_change();
  if (began) {
    note_write(to);
  }
  // What is asked for is more than there is: half of that would be all.
  const bool is_short = active && (short_one || short_half) && size > 1;
  atomic_fetch_add(&short_transfers, is_short ? 1 : 0);
  const size_t asked = is_short ? 1 : size;
  const ssize_t result = kernel()(SYS_copy_file_range, from, from_offset, to, to_offset, asked, flags);
  end_change(began);
  return result;
}

// ---- Memory ----

static bool fails(void) {
  if (!active) {
    return false;
  }
  const long now = atomic_fetch_add(&allocations, 1) + 1;
  if (memory_at == 0 || !(memory_sticky ? now >= memory_at : now == memory_at)) {
    return false;
  }
  errno = ENOMEM;
  return true;
}

void* malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
void* memalign(size_t alignment, size_t size) { return fails() ? NULL : __libc_memalign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) { return fails() ? NULL : __libc_memalign(alignment, size); }
int posix_memalign(void** result, size_t alignment, size_t size) {
  void* got = fails() ? NULL : __libc_memalign(alignment, size);
  *result = got ? got : *result;
  return got ? 0 : ENOMEM;
}

// ---- Clock ----

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int result = (int)kernel()(SYS_clock_gettime, clock, now);
  if (result == 0 && active && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += clock_offset;
  }
  return result;
}

time_t time(time_t* now) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now) {
    *now = exact.tv_sec;
  }
  return exact.tv_sec;
}

int gettimeofday(struct timeval* now, void* zone) {
  (void)zone;
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

// ---- From main() to the end ----

static int (*real_main)(int, char**, char**);

static void read_settings(void) {
  power_at = number("FAULT_POWER_AT");
  power_keep = (unsigned)number("FAULT_POWER_KEEP");
  signal_at = number("FAULT_SIGNAL_AT");
  signal_number = number("FAULT_SIGNAL");
  memory_at = number("FAULT_MEMORY_AT");
  memory_sticky = number("FAULT_MEMORY_STICKY") != 0;
  no_links = number("FAULT_NO_LINKS") != 0;
  clock_offset = number("FAULT_CLOCK");
  boot_id = getenv("FAULT_BOOT_ID");
  report = getenv("FAULT_REPORT");
  const char* transfers = getenv("FAULT_SHORT");
  short_one = transfers && strcmp(transfers, "one") == 0;
  short_half = transfers && strcmp(transfers, "half") == 0;
  tracks_disk = power_at != 0 || signal_at != 0 || report;
}

static void write_report(void) {
  char text[128];
  const int size = snprintf(text, sizeof text, "changes %ld\nallocations %ld\nshort_transfers %ld\n", changes,
                            (long)allocations, (long)short_transfers);
  const int file = (int)kernel()(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file >= 0) {
    kernel()(SYS_write, file, text, size);
    kernel()(SYS_close, file);
  }
}

static int hurt_main(int count, char** arguments, char** environment) {
  active = true;
  const int status = real_main(count, arguments, environment);
  active = false;
  if (report) {
    write_report();
  }
  if (power_at > changes) {
    // The power goes right after a command that was told to be done.
    lose_power();
  }
  return status;
}

typedef int StartFunction(int (*)(int, char**, char**), int, char**, void (*)(void), void (*)(void), void (*)(void),
                          void*);

int __libc_start_main(int (*main_function)(int, char**, char**), int count, char** arguments, void (*first)(void),
                      void (*last)(void), void (*linker)(void), void* stack) {
  StartFunction* start = (StartFunction*)dlsym(RTLD_NEXT, "__libc_start_main");
  const char* slash = count > 0 ? strrchr(arguments[0], '/') : NULL;
  const char* name = slash ? slash + 1 : count > 0 ? arguments[0] : "";
  if (strcmp(name, "axle") == 0) {
    read_settings();
    real_main = main_function;
    main_function = hurt_main;
  }
  return start(main_function, count, arguments, first, last, linker, stack);
}
