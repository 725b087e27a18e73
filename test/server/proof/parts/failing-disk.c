/* Stands between a server and its disk (LD_PRELOAD): while the file named by FAILING_DISK holds a number, each write to the
   ledger and each sync of it fails with that error, as on a disk that has turned read-only or gives out. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failure(void) {
  const char *path = getenv("FAILING_DISK");
  int number = 0;
  FILE *file = path == NULL ? NULL : fopen(path, "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%d", &number) != 1) number = 0;
  fclose(file);
  return number;
}

static int fails(int fd) {
  char link[64], name[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = 0;
  if (strstr(name, "ledger.db") == NULL) return 0;
  int number = failure();
  if (number != 0) errno = number;
  return number;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
  return fails(fd) ? -1 : REAL(pwrite)(fd, from, count, at);
}
ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
  return fails(fd) ? -1 : REAL(pwrite64)(fd, from, count, at);
}
ssize_t write(int fd, const void *from, size_t count) { return fails(fd) ? -1 : REAL(write)(fd, from, count); }
int fsync(int fd) { return fails(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t length) { return fails(fd) ? -1 : REAL(ftruncate)(fd, length); }
int ftruncate64(int fd, off64_t length) { return fails(fd) ? -1 : REAL(ftruncate64)(fd, length); }
