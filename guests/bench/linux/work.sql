-- Work for SQLite: two tables are filled, indexed, joined, changed, and dropped.
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, town INTEGER);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, amount INTEGER, note TEXT);
BEGIN;
WITH RECURSIVE numbers (n, random) AS
  (SELECT 1, 42 UNION ALL SELECT n + 1, random * 16807 % 2147483647 FROM numbers WHERE n < 1000)
INSERT INTO customers SELECT n, printf('%08x%04d', random, n), random % 50 FROM numbers;
WITH RECURSIVE numbers (n, random) AS
  (SELECT 1, 4711 UNION ALL SELECT n + 1, random * 16807 % 2147483647 FROM numbers WHERE n < 10000)
INSERT INTO orders SELECT n, 1 + random % 1000, random / 1000 % 5000, substr(hex(random), 1, random % 8) || ' note' FROM numbers;
COMMIT;
CREATE INDEX orders_by_customer ON orders (customer, amount);
CREATE INDEX customers_by_name ON customers (name);
SELECT town, count(*), sum(amount) FROM customers JOIN orders ON customer = customers.id
  GROUP BY town ORDER BY 3 DESC LIMIT 5;
SELECT name, max(amount) FROM customers JOIN orders ON customer = customers.id WHERE name LIKE '5%'
  GROUP BY name ORDER BY name LIMIT 5;
SELECT count(*) FROM orders a JOIN orders b ON a.customer = b.customer AND a.amount < b.amount;
SELECT note, count(*) FROM orders WHERE note LIKE '%3 note' GROUP BY note ORDER BY 2 DESC, 1 LIMIT 5;
UPDATE orders SET amount = amount + 1 WHERE customer % 3 = 0;
DELETE FROM orders WHERE amount % 5 = 0;
SELECT count(*), sum(amount), sum(length(note)) FROM orders;
DROP TABLE orders;
DROP TABLE customers;
