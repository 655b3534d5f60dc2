#!/bin/bash
# Makes the certificates of the TLS unit tests again: one key, good for a hundred years. Nothing else trusts them.
cd "$(dirname "$0")" || exit 1
openssl ecparam -name prime256v1 -genkey -noout -out key.pem
ca() { openssl req -x509 -new -key key.pem -days 36500 -subj "/CN=$2" -out "$1.pem"; }
ca authority "Rung test authority"; ca stranger "Nobody's authority"
# issue NAME CA SAN FROM UNTIL
issue() {
  : >db; echo 01 >serial
  printf '[ca]\ndefault_ca=c\n[c]\ndatabase=db\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\nCN=supplied\n[e]\n%s\n' "${3:+subjectAltName=$3}" >cnf
  openssl req -new -key key.pem -subj "/CN=common.test" -out csr
  openssl ca -batch -config cnf ${3:+-extensions e} -in csr -cert "$2.pem" -keyfile key.pem -startdate "$4" -enddate "$5" -notext -out "$1.pem" 2>/dev/null
  rm -f db* serial* cnf csr 01.pem
}
all="DNS:lab.test,URI:sip:example.test,URI:sip:alice@person.test,IP:127.0.0.1"
issue good authority "$all" 20200101000000Z 21200101000000Z
issue common authority "" 20200101000000Z 21200101000000Z
issue wildcard authority "DNS:*.lab.test" 20200101000000Z 21200101000000Z
issue expired authority "$all" 20200101000000Z 20200201000000Z
issue early authority "$all" 21100101000000Z 21200101000000Z
issue unknown stranger "$all" 20200101000000Z 21200101000000Z
openssl req -x509 -new -key key.pem -days 36500 -subj "/CN=lab.test" -addext "subjectAltName=$all" -out selfsigned.pem
