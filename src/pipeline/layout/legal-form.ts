/** Legal forms of companies, as they end or stand in a name. */
export const LEGAL_FORM =
  /(?:^|[ ,&])(?:gmbh|ag|kg|kgaa|ohg|ug|e\.?k\.?|e\.?v\.?|e\.?g\.?|a\.g\.|gbr|mbh|se|ltd|limited|inc|incorporated|llc|llp|lp|corp|corporation|co|plc|pty|pvt|sarl|s\.?à\.?r\.?l\.?|sàrl|sas|sasu|sa|s\.?a\.?|eurl|snc|sci|srl|s\.r\.l\.|spa|s\.p\.a\.|bv|b\.v\.|nv|n\.v\.|vof|oy|oyj|ab|as|a\/s|aps|asa|s\.l\.|sl|lda|unipessoal|sp\. z o\.?o\.?|s\.r\.o\.|a\.s\.|kft|zrt|d\.o\.o\.|sdn\.? ?bhd|bhd|berhad|s\/b|plt|pte|ltda|tbk|şti|a\.ş\.)\.?(?=$|[ ,.)&])/iu;
