;; Does any of some patterns stand in these bytes? Sixteen places are asked at once.
;;
;; A pattern is known by a window of four of its bytes, of which only the lower four bits are looked at: four tables of
;; sixteen bytes say which of eight buckets have such a byte at the window's first place, its second, third and fourth. A
;; swizzle looks sixteen bytes up at once; where all four agree on a bucket, its records are compared with what is there.
;; The idea is that of Teddy in Hyperscan (Wang and others, NSDI 2019). Upper and lower case differ in a bit that the tables
;; don't see, so that both cost what one does.
;;
;; A set lies in memory as tables.ts writes it:
;;     0  four tables of sixteen bytes
;;    64  room for sixteen bytes
;;    80  eight addresses: the first record of each bucket, 0 for none
;;
;; A record is one pattern with a window of four of its bytes; in words of 32 bits, the first three as the four bytes of the
;; window:
;;     0  which bytes of the window count: a short pattern has fewer than four
;;     4  bits to set in them before they are compared: 0x20 where the case doesn't matter
;;     8  what they must be then
;;    12  how far into the pattern the window is
;;    16  length of the pattern
;;    20  the next record of this bucket, 0 for none
;;    24  address of the pattern's bytes, with as many bytes behind them: bits to set before they are compared
;;
(module
  (import "kernel" "memory" (memory 1))

  ;; 1: a pattern of the set stands in [from, end). 2: none does, and there is a zero byte. 0: neither. It reads up to 32
  ;; bytes behind the end, which must be there; what they are decides nothing but, now and then, between 2 and 0.
  (func (export "find") (param $set i32) (param $from i32) (param $end i32) (result i32)
    (local $at i32)
    (local $low v128) (local $least v128) (local $bytes v128) (local $hits v128)
    (local $first v128) (local $second v128) (local $third v128) (local $fourth v128)
    (local.set $first (v128.load offset=0 (local.get $set)))
    (local.set $second (v128.load offset=16 (local.get $set)))
    (local.set $third (v128.load offset=32 (local.get $set)))
    (local.set $fourth (v128.load offset=48 (local.get $set)))
    (local.set $low (i8x16.splat (i32.const 15)))
    (local.set $least (i8x16.splat (i32.const 255)))
    (local.set $at (local.get $from))
    (block $done
      (loop $places
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bytes (v128.load offset=0 (local.get $at)))
        (local.set $least (i8x16.min_u (local.get $least) (local.get $bytes)))
        ;; Loading anew at each place is cheaper than shifting what was loaded.
        (local.set $hits
          (v128.and
            (v128.and
              (i8x16.swizzle (local.get $first) (v128.and (local.get $low) (local.get $bytes)))
              (i8x16.swizzle (local.get $second) (v128.and (local.get $low) (v128.load offset=1 (local.get $at)))))
            (v128.and
              (i8x16.swizzle (local.get $third) (v128.and (local.get $low) (v128.load offset=2 (local.get $at))))
              (i8x16.swizzle (local.get $fourth) (v128.and (local.get $low) (v128.load offset=3 (local.get $at)))))))
        (if (v128.any_true (local.get $hits))
          (then
            (if (call $compare (local.get $set) (local.get $from) (local.get $end) (local.get $at) (local.get $hits))
              (then (return (i32.const 1))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $places)))
    (select (i32.const 0) (i32.const 2) (i8x16.all_true (local.get $least))))

  ;; Whether one of the hits is a pattern: sixteen windows from $at on, each with the buckets that it may belong to.
  (func $compare (param $set i32) (param $from i32) (param $end i32) (param $at i32) (param $hits v128) (result i32)
    (local $windows i32) (local $lane i32) (local $window i32) (local $buckets i32) (local $record i32)
    (v128.store offset=64 (local.get $set) (local.get $hits))
    (local.set $windows (i8x16.bitmask (i8x16.ne (local.get $hits) (v128.const i64x2 0 0))))
    (loop $next-window
      (if (i32.eqz (local.get $windows)) (then (return (i32.const 0))))
      (local.set $lane (i32.ctz (local.get $windows)))
      (local.set $windows (i32.and (local.get $windows) (i32.sub (local.get $windows) (i32.const 1))))
      (local.set $window (i32.add (local.get $at) (local.get $lane)))
      (local.set $buckets (i32.load8_u offset=64 (i32.add (local.get $set) (local.get $lane))))
      (loop $next-bucket
        (br_if $next-window (i32.eqz (local.get $buckets)))
        (local.set $record
          (i32.load offset=80
            (i32.add (local.get $set) (i32.shl (i32.ctz (local.get $buckets)) (i32.const 2)))))
        (local.set $buckets (i32.and (local.get $buckets) (i32.sub (local.get $buckets) (i32.const 1))))
        (if (call $is-any (local.get $record) (local.get $from) (local.get $end) (local.get $window))
          (then (return (i32.const 1))))
        (br $next-bucket)))
    (unreachable))

  ;; Whether the pattern of a record, or of one behind it, stands in [from, end) with its window at $window.
  (func $is-any (param $record i32) (param $from i32) (param $end i32) (param $window i32) (result i32)
    (loop $next-record
      (if (i32.eqz (local.get $record)) (then (return (i32.const 0))))
      (if (call $is-at (local.get $record) (local.get $from) (local.get $end) (local.get $window))
        (then (return (i32.const 1))))
      (local.set $record (i32.load offset=20 (local.get $record)))
      (br $next-record))
    (unreachable))

  ;; Whether the record's pattern stands in [from, end) with its window at $window.
  (func $is-at (param $record i32) (param $from i32) (param $end i32) (param $window i32) (result i32)
    (local $start i32) (local $length i32) (local $pattern i32) (local $offset i32)
    ;; The window itself first: nearly everything ends here.
    (if (i32.ne
          (i32.and
            (i32.or (i32.load (local.get $window)) (i32.load offset=4 (local.get $record)))
            (i32.load offset=0 (local.get $record)))
          (i32.load offset=8 (local.get $record)))
      (then (return (i32.const 0))))
    (local.set $start (i32.sub (local.get $window) (i32.load offset=12 (local.get $record))))
    (local.set $length (i32.load offset=16 (local.get $record)))
    ;; Signed: a window near the beginning of memory may have its pattern begin before it.
    (if (i32.lt_s (local.get $start) (local.get $from)) (then (return (i32.const 0))))
    (if (i32.gt_s (i32.add (local.get $start) (local.get $length)) (local.get $end)) (then (return (i32.const 0))))
    (local.set $pattern (i32.load offset=24 (local.get $record)))
    (loop $next-byte
      (if (i32.ne
            (i32.or
              (i32.load8_u (i32.add (local.get $start) (local.get $offset)))
              (i32.load8_u (i32.add (local.get $pattern) (i32.add (local.get $length) (local.get $offset)))))
            (i32.load8_u (i32.add (local.get $pattern) (local.get $offset))))
        (then (return (i32.const 0))))
      (local.set $offset (i32.add (local.get $offset) (i32.const 1)))
      (br_if $next-byte (i32.lt_u (local.get $offset) (local.get $length))))
    (i32.const 1)))
