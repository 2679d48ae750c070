;; Where do four letters end that a private token may begin with?
;;
;; Letters and digits are taken one after the other, in lower case; what stands between them is passed over. The last four
;; are one number of 32 bits, which a keyed factor scatters over a table of 65,536 marks. Memory, as index.ts writes it:
;;       0  for each byte the letter that it stands for, 0 for what is none
;;     256  for each byte by how many bits it moves the letters before it: 8, or 0 for what is no letter
;;     512  the marks, one byte each
(module
  (import "kernel" "memory" (memory 1))

  ;; The last four letters that were passed, for the next call.
  (global $letters (mut i32) (i32.const 0))

  ;; Of the letters that the last call came to: 16 bits.
  (global $prefix (mut i32) (i32.const 0))

  (func (export "prefix") (result i32) (global.get $prefix))

  (func (export "reset") (global.set $letters (i32.const 0)))

  ;; The place of the first byte in [at, end) that is a letter and ends four marked ones; -1 when there is none. The next call
  ;; goes on behind it.
  (func (export "find") (param $at i32) (param $end i32) (param $seed i32) (param $factor i32) (result i32)
    (local $letters i32) (local $byte i32) (local $letter i32) (local $prefix i32)
    (local.set $letters (global.get $letters))
    (block $done
      (loop $bytes
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $letter (i32.load8_u (local.get $byte)))
        (local.set $letters
          (i32.or (i32.shl (local.get $letters) (i32.load8_u offset=256 (local.get $byte))) (local.get $letter)))
        (local.set $prefix
          (i32.shr_u (i32.mul (i32.xor (local.get $letters) (local.get $seed)) (local.get $factor)) (i32.const 16)))
        (if (i32.load8_u offset=512 (local.get $prefix))
          (then
            (if (local.get $letter)
              (then
                (global.set $letters (local.get $letters))
                (global.set $prefix (local.get $prefix))
                (return (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
    (global.set $letters (local.get $letters))
    (i32.const -1)))
