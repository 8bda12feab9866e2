// Lets every packet of a netfilter queue pass, later: delayer QUEUE DELAY JITTER, both in microseconds.
//
// A packet is due DELAY plus or minus up to JITTER after it came, and never before the one that came before it, for wires do
// not reorder; so those that wait form a line and the first in it is due first. Once the queue is ours, a child serves it and
// its number is printed. Told to end by SIGTERM, it lets all that wait pass at once.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <libnetfilter_queue/libnetfilter_queue.h>

enum { kLine = 1 << 16 };  // packets that may wait; the kernel lets what exceeds it pass undelayed

struct waiting {
  uint32_t id;
  int64_t due_micros;
};

static struct waiting line[kLine];
static uint32_t first, behind;  // both only grow; the place is the number modulo kLine
static int64_t delay_micros, jitter_micros, last_due_micros;
static uint64_t dice = 0x9E3779B97F4A7C15u;
static volatile sig_atomic_t told_to_end;

static void end(int signal) {
  (void)signal;
  told_to_end = 1;
}

static void fail(const char* what) {
  perror(what);
  exit(1);
}

static int64_t now_micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

// Uniform in -jitter to +jitter; the same row of numbers in each run (xorshift64).
static int64_t jitter(void) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  dice ^= dice << 17;
  return (int64_t)(dice % (uint64_t)(2 * jitter_micros + 1)) - jitter_micros;
}

static int stand_in_line(struct nfq_q_handle* queue, struct nfgenmsg* message, struct nfq_data* data,
                         void* unused) {
  (void)message;
  (void)unused;
  const struct nfqnl_msg_packet_hdr* header = nfq_get_msg_packet_hdr(data);
  if (header == NULL) return 0;
  uint32_t id = ntohl(header->packet_id);
  if (behind - first == kLine) return nfq_set_verdict(queue, id, NF_ACCEPT, 0, NULL);
  int64_t due = now_micros() + delay_micros + jitter();
  if (due < last_due_micros) due = last_due_micros;
  last_due_micros = due;
  line[behind++ % kLine] = (struct waiting){.id = id, .due_micros = due};
  return 0;
}

static void let_pass(struct nfq_q_handle* queue, int64_t until_micros) {
  while (first != behind && line[first % kLine].due_micros <= until_micros) {
    if (nfq_set_verdict(queue, line[first++ % kLine].id, NF_ACCEPT, 0, NULL) < 0) fail("verdict");
  }
}

// Sleeps until a packet comes, one is due, or a signal.
static int await(int fd, const sigset_t* awake) {
  struct pollfd in = {.fd = fd, .events = POLLIN};
  struct timespec wait;
  if (first != behind) {
    int64_t micros = line[first % kLine].due_micros - now_micros();
    if (micros < 0) micros = 0;
    wait = (struct timespec){.tv_sec = micros / 1000000, .tv_nsec = micros % 1000000 * 1000};
  }
  return ppoll(&in, 1, first == behind ? NULL : &wait, awake);
}

static void serve(struct nfq_handle* netlink, struct nfq_q_handle* queue, const sigset_t* awake) {
  static char buffer[1 << 16];
  int fd = nfq_fd(netlink);
  while (!told_to_end) {
    let_pass(queue, now_micros());
    if (await(fd, awake) <= 0) continue;
    ssize_t size = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size > 0) {
      nfq_handle_packet(netlink, buffer, (int)size);
    } else if (errno != ENOBUFS && errno != EINTR && errno != EAGAIN) {
      fail("recv");
    }
  }
  let_pass(queue, INT64_MAX);
}

int main(int count, char** words) {
  if (count != 4) {
    fprintf(stderr, "usage: %s QUEUE DELAY JITTER\n", words[0]);
    return 2;
  }
  delay_micros = atoll(words[2]);
  jitter_micros = atoll(words[3]);

  sigset_t term, awake;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &awake);  // heard only while it waits
  sigdelset(&awake, SIGTERM);
  sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, NULL);

  struct nfq_handle* netlink = nfq_open();
  if (netlink == NULL) fail("netlink");
  struct nfq_q_handle* queue = nfq_create_queue(netlink, (uint16_t)atoi(words[1]), stand_in_line, NULL);
  if (queue == NULL) fail("queue");
  if (nfq_set_mode(queue, NFQNL_COPY_META, 0) < 0) fail("mode");
  if (nfq_set_queue_maxlen(queue, kLine) < 0) fail("length");
  uint32_t flags = NFQA_CFG_F_FAIL_OPEN | NFQA_CFG_F_GSO;
  if (nfq_set_queue_flags(queue, flags, flags) < 0) fail("flags");

  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) {
    printf("%d\n", child);
    return 0;
  }
  // Whoever reads what we print waits for its end.
  if (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL) return 1;
  serve(netlink, queue, &awake);
  return 0;
}
