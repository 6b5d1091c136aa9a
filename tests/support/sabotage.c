/* Breaks the operating system under a program that believes it works: preloaded, between the program and the C library.
 *
 * What breaks, and when, stands in a file that the test writes and this maps (SABOTAGE names it); sabotage.rs has the other end of the
 * layout. Files are told apart by name: the database, its log, its shared memory, and files without a name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum call { READ, WRITE, SYNC, TRUNCATE, OPEN, THREAD, CALLS };
enum file { DATABASE = 1, LOG = 2, MEMORY = 4, NAMELESS = 8 };
enum deed { FAIL, DIE_AFTER, DIE_HALFWAY };

struct fault {
	uint32_t files; /* 0: this call works */
	uint32_t skip;  /* calls that still work */
	uint32_t times; /* calls that do not, after those; UINT32_MAX: all */
	uint32_t deed;
	uint32_t error;
	uint32_t seen; /* calls to these files since the fault was set */
};

struct plan {
	struct fault faults[CALLS];
	int64_t clock; /* seconds to add to the time of day */
};

static struct plan nothing, *plan = &nothing;

#define REAL(name) \
	static __typeof__(name) *real; \
	if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
	const char *path = getenv("SABOTAGE");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	if (fd < 0) return;
	void *map = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map != MAP_FAILED) plan = map;
}

static int ends(const char *text, size_t length, const char *end) {
	size_t count = strlen(end);
	return length >= count && memcmp(text + length - count, end, count) == 0;
}

static unsigned kind(const char *path, size_t length) {
	if (ends(path, length, ".db")) return DATABASE;
	if (ends(path, length, ".db-wal")) return LOG;
	if (ends(path, length, ".db-shm")) return MEMORY;
	return ends(path, length, " (deleted)") ? NAMELESS : 0;
}

static unsigned kind_of(int fd) {
	char link[32] = "/proc/self/fd/", digits[12], path[4096];
	int at = 0, before = errno;
	do digits[at++] = (char)('0' + fd % 10); while (fd /= 10);
	char *end = link + strlen(link);
	while (at) *end++ = digits[--at];
	*end = 0;
	ssize_t length = readlink(link, path, sizeof path);
	errno = before;
	return length < 0 ? 0 : kind(path, (size_t)length);
}

/* The fault of this call, if its turn has come. */
static struct fault *due(enum call call, unsigned of) {
	struct fault *fault = &plan->faults[call];
	if (!(__atomic_load_n(&fault->files, __ATOMIC_ACQUIRE) & of)) return NULL;
	uint32_t seen = __atomic_fetch_add(&fault->seen, 1, __ATOMIC_ACQ_REL);
	return seen >= fault->skip && seen - fault->skip < fault->times ? fault : NULL;
}

static struct fault *due_on(enum call call, int fd) {
	return __atomic_load_n(&plan->faults[call].files, __ATOMIC_ACQUIRE) && fd >= 0 ? due(call, kind_of(fd)) : NULL;
}

static void die(void) {
	kill(getpid(), SIGKILL);
	for (;;) pause();
}

#define BROKEN(call, fd, whole, half) \
	struct fault *fault = due_on(call, fd); \
	if (fault && fault->deed == FAIL) return errno = (int)fault->error, -1; \
	if (fault) { (void)!(fault->deed == DIE_HALFWAY ? (half) : (whole)); die(); }

ssize_t read(int fd, void *to, size_t count) {
	REAL(read);
	BROKEN(READ, fd, real(fd, to, count), 0)
	return real(fd, to, count);
}

ssize_t pread(int fd, void *to, size_t count, off_t at) {
	REAL(pread);
	BROKEN(READ, fd, real(fd, to, count, at), 0)
	return real(fd, to, count, at);
}

ssize_t pread64(int fd, void *to, size_t count, off64_t at) {
	REAL(pread64);
	BROKEN(READ, fd, real(fd, to, count, at), 0)
	return real(fd, to, count, at);
}

ssize_t write(int fd, const void *from, size_t count) {
	REAL(write);
	BROKEN(WRITE, fd, real(fd, from, count), real(fd, from, count / 2))
	return real(fd, from, count);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
	REAL(pwrite);
	BROKEN(WRITE, fd, real(fd, from, count, at), real(fd, from, count / 2, at))
	return real(fd, from, count, at);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
	REAL(pwrite64);
	BROKEN(WRITE, fd, real(fd, from, count, at), real(fd, from, count / 2, at))
	return real(fd, from, count, at);
}

int fsync(int fd) {
	REAL(fsync);
	BROKEN(SYNC, fd, real(fd), 0)
	return real(fd);
}

int fdatasync(int fd) {
	REAL(fdatasync);
	BROKEN(SYNC, fd, real(fd), 0)
	return real(fd);
}

int ftruncate(int fd, off_t size) {
	REAL(ftruncate);
	BROKEN(TRUNCATE, fd, real(fd, size), 0)
	return real(fd, size);
}

int ftruncate64(int fd, off64_t size) {
	REAL(ftruncate64);
	BROKEN(TRUNCATE, fd, real(fd, size), 0)
	return real(fd, size);
}

#define OPENS(name) \
	int name(const char *path, int flags, ...) { \
		REAL(name); \
		mode_t mode = 0; \
		if (flags & (O_CREAT | O_TMPFILE)) { \
			va_list more; \
			va_start(more, flags); \
			mode = va_arg(more, mode_t); \
			va_end(more); \
		} \
		struct fault *fault = due(OPEN, kind(path, strlen(path))); \
		if (fault) return errno = (int)fault->error, -1; \
		return real(path, flags, mode); \
	}

OPENS(open)
OPENS(open64)

int pthread_create(pthread_t *thread, const pthread_attr_t *with, void *(*start)(void *), void *argument) {
	REAL(pthread_create);
	struct fault *fault = due(THREAD, ~0u);
	return fault ? (int)fault->error : real(thread, with, start, argument);
}

/* Durations are measured on another clock, which nobody sets. */
int clock_gettime(clockid_t clock, struct timespec *now) {
	REAL(clock_gettime);
	int outcome = real(clock, now);
	if (outcome == 0 && clock == CLOCK_REALTIME) now->tv_sec += __atomic_load_n(&plan->clock, __ATOMIC_ACQUIRE);
	return outcome;
}
